--- Options of the plugin, their meaning and their defaults.
local M = {}

---@class lamp.Options
---@field cmd? string[] Command that starts the language server. (default: `{ "lamp", "lsp" }`)
---@field filetypes? string[] Only these file types; nil means all that have a name. (default: nil)
---@field root_markers? string[] Files that mark a project's folder. (default: `{ ".git", "pyproject.toml", "package.json" }`)
---@field auto? boolean Ask by itself while typing. (default: true)
---@field debounce_ms? integer Pause in typing before asking, in milliseconds. (default: 150)
---@field settings? table<string, any> Settings of LAMP, as in its settings file. (default: `{}`)
---@field highlight? string Highlight group of the suggestion. (default: "LampSuggestion", linked to "Comment")

---@class lamp.Config
---@field cmd string[]
---@field filetypes string[]|nil
---@field root_markers string[]
---@field auto boolean
---@field debounce_ms integer
---@field settings table<string, any>
---@field highlight string
local defaults = {
  cmd = { 'lamp', 'lsp' },
  filetypes = nil,
  root_markers = { '.git', 'pyproject.toml', 'package.json' },
  auto = true,
  debounce_ms = 150,
  settings = {},
  highlight = 'LampSuggestion',
}

---@type lamp.Config
M.current = vim.deepcopy(defaults)

--- Take the user's options over the defaults; a wrong one is named and left out.
---@param options lamp.Options|nil
function M.set(options)
  M.current = vim.deepcopy(defaults)
  for key, value in pairs(options or {}) do
    local default = defaults[key]
    if default == nil and key ~= 'filetypes' then
      vim.notify(('lamp: `%s` is no option; see :checkhealth lamp'):format(key), vim.log.levels.WARN)
    elseif type(value) ~= type(default == nil and {} or default) then
      vim.notify(('lamp: `%s` cannot be a %s; the default is used'):format(key, type(value)), vim.log.levels.WARN)
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

return M
