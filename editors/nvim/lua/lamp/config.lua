--- Options of the plugin, their meaning and their defaults.
---
--- `:help lamp-options` is generated from here.
local M = {}

---@class lamp.Mappings
---@field accept? string|false Insert the whole suggestion. (default: `false`)
---@field accept_word? string|false Insert its next word. (default: `false`)
---@field accept_line? string|false Insert the rest of its line; at a line's end, its next line. (default: `false`)
---@field next? string|false Show the next candidate; asks for more where there is one only. (default: `false`)
---@field previous? string|false Show the previous candidate. (default: `false`)
---@field trigger? string|false Ask now, by hand. (default: `false`)
---@field dismiss? string|false Wave the suggestion away. (default: `false`)

---@class lamp.Options
---@field cmd? string[] Command that starts the language server. (default: `{ "lamp", "lsp" }`)
---@field filetypes? string[] Only these file types; nil means all that have a name. (default: `nil`)
---@field root_markers? string[] Files that mark a project's folder. (default: `{ ".git", "pyproject.toml", "package.json" }`)
---@field auto? boolean Ask by itself while typing. (default: `true`)
---@field debounce_ms? integer Pause in typing before asking, in milliseconds; Neovim 0.12 has its own, of 200. (default: `150`)
---@field ghost_text? string Who draws: "neovim" is its own inline completion (0.12 and newer), "lamp" the plugin, "auto" the former where there is one. (default: `"auto"`)
---@field highlight? string Highlight group of the suggestion. (default: `"LampSuggestion"`)
---@field mappings? lamp.Mappings|boolean Keys in insert mode; true takes the suggested ones, see |lamp-mappings|. (default: `{}`)
---@field settings? table<string, any> LAMP's own settings, see |lamp-settings|. (default: `{}`)

---@class lamp.Config
---@field cmd string[]
---@field filetypes string[]|nil
---@field root_markers string[]
---@field auto boolean
---@field debounce_ms integer
---@field ghost_text "auto"|"neovim"|"lamp"
---@field highlight string
---@field mappings lamp.Mappings|boolean
---@field settings table<string, any>
local defaults = {
  cmd = { 'lamp', 'lsp' },
  filetypes = nil,
  root_markers = { '.git', 'pyproject.toml', 'package.json' },
  auto = true,
  debounce_ms = 150,
  ghost_text = 'auto',
  highlight = 'LampSuggestion',
  mappings = {},
  settings = {},
}

local types = {
  cmd = { 'table' },
  filetypes = { 'table' },
  root_markers = { 'table' },
  auto = { 'boolean' },
  debounce_ms = { 'number' },
  ghost_text = { 'string' },
  highlight = { 'string' },
  mappings = { 'table', 'boolean' },
  settings = { 'table' },
}

---@type lamp.Config
M.current = vim.deepcopy(defaults)

---@type string[] What was wrong with the options, for the health page.
M.problems = {}

---@param key string
---@param value any
---@return string|nil # what is wrong, in a sentence
local function problem(key, value)
  if not types[key] then
    return ('`%s` is no option; `:help lamp-options` lists them'):format(key)
  end
  if not vim.tbl_contains(types[key], type(value)) then
    return ('`%s` is a %s and must be a %s; the default is used'):format(
      key,
      type(value),
      table.concat(types[key], ' or ')
    )
  end
  if key == 'ghost_text' and not vim.tbl_contains({ 'auto', 'neovim', 'lamp' }, value) then
    return '`ghost_text` must be "auto", "neovim" or "lamp"; the default is used'
  end
end

--- Take the user's options over the defaults; a wrong one is named and left out.
---@param options lamp.Options|nil
function M.set(options)
  M.current = vim.deepcopy(defaults)
  M.problems = {}
  for key, value in pairs(options or {}) do
    local wrong = problem(key, value)
    if wrong then
      table.insert(M.problems, wrong)
      vim.notify('LAMP: ' .. wrong, vim.log.levels.WARN)
    else
      M.current[key] = value
    end
  end
end

---@param bufnr integer
---@return boolean # whether LAMP serves this buffer
function M.serves(bufnr)
  local filetype = vim.bo[bufnr].filetype
  if vim.bo[bufnr].buftype ~= '' or filetype == '' then
    return false
  end
  return M.current.filetypes == nil or vim.tbl_contains(M.current.filetypes, filetype)
end

---@return boolean # whether Neovim's own inline completion draws
function M.neovim_draws()
  local wanted = M.current.ghost_text
  return wanted ~= 'lamp' and vim.fn.has('nvim-0.12') == 1
end

return M
