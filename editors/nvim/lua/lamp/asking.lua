--- When suggestions are asked for.
local config = require('lamp.config')
local macros = require('lamp.macros')
local menus = require('lamp.menus')
local server = require('lamp.server')
local suggestion = require('lamp.suggestion')

local M = {}

local INVOKED, AUTOMATIC = 1, 2

local timer = assert(vim.uv.new_timer())

---@type { client: vim.lsp.Client, id: integer }|nil
local running

---@return boolean
local function inserting()
  return vim.api.nvim_get_mode().mode:sub(1, 1) == 'i'
end

local function cancel()
  timer:stop()
  if running then
    server.cancel(running.client, running.id)
    running = nil
  end
end

--- Say why a request by hand got nothing.
---@param bufnr integer
function M.say_why_not(bufnr)
  server.execute(bufnr, 'lamp.whyNot', {}, function(answer)
    if answer and answer.reason ~= '' then
      server.say(answer.reason)
    end
  end)
end

--- What tells the server how the buffer is indented.
---@param bufnr integer
---@return table
function M.formatting(bufnr)
  return { tabSize = vim.lsp.util.get_effective_tabstop(bufnr), insertSpaces = vim.bo[bufnr].expandtab }
end

---@param bufnr integer
---@param kind integer
local function ask(bufnr, kind)
  local client = server.living_client(bufnr)
  if not client or suggestion.beyond_text() then
    return
  end
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  ---@cast params table
  params.context = { triggerKind = kind }
  params.formattingOptions = M.formatting(bufnr)
  local tick = vim.api.nvim_buf_get_changedtick(bufnr)
  local place = vim.api.nvim_win_get_cursor(0)
  local id = server.request(client, 'textDocument/inlineCompletion', params, function(_, result)
    running = nil
    local items = result and (result.items or result) or {}
    local unchanged = vim.api.nvim_get_current_buf() == bufnr
      and vim.api.nvim_buf_get_changedtick(bufnr) == tick
      and vim.deep_equal(vim.api.nvim_win_get_cursor(0), place)
    if #items > 0 and unchanged and inserting() then
      suggestion.show(bufnr, client, items)
    elseif #items == 0 and unchanged and kind == INVOKED then
      M.say_why_not(bufnr)
    end
  end, bufnr)
  running = id and { client = client, id = id } or nil
end

--- Ask now, by hand, for as many candidates as the setting `candidates` says.
function M.now()
  local bufnr = vim.api.nvim_get_current_buf()
  if config.neovim_draws() then
    return require('lamp.builtin').ask(bufnr, INVOKED)
  end
  cancel()
  ask(bufnr, INVOKED)
end

--- Show the next candidate, or ask for more where there is no other.
---@param step integer
function M.cycle(step)
  if not suggestion.cycle(step) then
    M.now()
  end
end

--- Take in that the text or the cursor moved: go on with what is shown, or ask after a pause.
function M.moved()
  if macros.replaying() then
    return
  end
  macros.rewind()
  local had_one = suggestion.text() ~= nil
  if suggestion.follow() then
    return
  end
  if config.neovim_draws() then
    return had_one and require('lamp.builtin').ask(vim.api.nvim_get_current_buf(), AUTOMATIC)
  end
  cancel()
  if not config.current.auto or not inserting() then
    return
  end
  local bufnr = vim.api.nvim_get_current_buf()
  timer:start(
    config.current.debounce_ms,
    0,
    vim.schedule_wrap(function()
      if vim.api.nvim_get_current_buf() == bufnr and inserting() and not menus.open() then
        ask(bufnr, AUTOMATIC)
      end
    end)
  )
end

--- Take in that a server is there by now for a buffer, where the user may be writing already.
---@param bufnr integer
function M.began(bufnr)
  if vim.api.nvim_get_current_buf() ~= bufnr or not inserting() then
    return
  end
  if config.neovim_draws() then
    return require('lamp.builtin').ask(bufnr, AUTOMATIC)
  end
  M.moved()
end

--- Take in that a completion menu closed: what still fits comes back, else a suggestion is asked for.
function M.menu_closed()
  suggestion.unhide()
  if not suggestion.visible() then
    M.began(vim.api.nvim_get_current_buf())
  end
end

--- Stop asking and showing.
function M.stop()
  cancel()
  suggestion.clear()
  suggestion.unhide()
end

return M
