--- Completion menus, which have precedence over ghost text: Neovim's own, nvim-cmp's and blink.cmp's.
local M = {}

---@param module string
---@param asks string name of its function that says whether the menu is open
---@return boolean
local function open_in(module, asks)
  local loaded = package.loaded[module]
  local ask = type(loaded) == 'table' and loaded[asks]
  if type(ask) ~= 'function' then
    return false
  end
  local ok, open = pcall(ask)
  return ok and open == true
end

---@return boolean # whether one is open
function M.open()
  return vim.fn.pumvisible() == 1 or open_in('cmp', 'visible') or open_in('blink.cmp', 'is_menu_visible')
end

local listens_to_cmp = false

--- Follow nvim-cmp's menu, once it is loaded.
---@param opened fun()
---@param closed fun()
local function listen_to_cmp(opened, closed)
  local cmp = package.loaded['cmp']
  if listens_to_cmp or type(cmp) ~= 'table' or type(cmp.event) ~= 'table' then
    return
  end
  listens_to_cmp = true
  cmp.event:on('menu_opened', opened)
  cmp.event:on('menu_closed', closed)
end

--- Call `opened` and `closed` as menus open and close.
---@param group integer
---@param opened fun()
---@param closed fun()
function M.listen(group, opened, closed)
  local function closed_soon()
    vim.schedule(function()
      if not M.open() then
        closed()
      end
    end)
  end
  local function on(events, callback, pattern)
    vim.api.nvim_create_autocmd(events, { group = group, pattern = pattern, callback = callback })
  end
  on('CompleteChanged', opened)
  on('CompleteDone', closed_soon)
  on('User', opened, 'BlinkCmpMenuOpen')
  on('User', closed_soon, 'BlinkCmpMenuClose')
  on('InsertEnter', function()
    listen_to_cmp(opened, closed_soon)
  end)
end

return M
