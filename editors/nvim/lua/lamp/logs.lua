--- Where the logs are, known without the language server.
local M = {}

--- The folder of LAMP's logs, as `lamp_lsp/paths.py` finds it.
---@return string
local function folder()
  local home = vim.env.LAMP_HOME
  if home and home ~= '' then
    return vim.fs.joinpath(vim.fn.fnamemodify(home, ':p'), 'logs')
  elseif vim.fn.has('win32') == 1 then
    return vim.fs.joinpath(vim.env.LOCALAPPDATA, 'lamp', 'Logs')
  elseif vim.fn.has('mac') == 1 then
    return vim.fn.expand('~/Library/Logs/lamp')
  end
  local state = vim.env.XDG_STATE_HOME
  return vim.fs.joinpath(state and state ~= '' and state or vim.fn.expand('~/.local/state'), 'lamp', 'log')
end

--- The log of Neovim's language client, which has what the server wrote before it ended.
---@return string
function M.of_client()
  return require('vim.lsp.log').get_filename()
end

--- The language server's own log, or the client's where there is none.
---@return string
function M.of_server()
  local file = vim.fs.joinpath(folder(), 'lsp.log')
  return vim.uv.fs_stat(file) and file or M.of_client()
end

return M
