--- The language server: started, found, spoken to.
local config = require('lamp.config')

local M = {}

M.NAME = 'lamp'

---@class lamp.Status
---@field kind string `Normal`, `Warning`, `Error` or `Inactive`
---@field message string
---@field busy boolean

---@type lamp.Status
M.status = { kind = 'Normal', message = '', busy = false }

local modern = vim.fn.has('nvim-0.11') == 1

--- Start the server for a buffer, or attach the one that runs for its project.
---@param bufnr integer
function M.start(bufnr)
  local current = config.current
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  capabilities.textDocument.inlineCompletion = { dynamicRegistration = false }
  vim.lsp.start({
    name = M.NAME,
    cmd = current.cmd,
    root_dir = vim.fs.root(bufnr, current.root_markers),
    capabilities = capabilities,
    init_options = vim.tbl_extend('force', { editor = { range = 'cursor', status = true } }, current.settings),
    handlers = {
      ['didChangeStatus'] = function(_, status)
        M.status = status
      end,
    },
  }, { bufnr = bufnr })
end

---@param bufnr integer
---@return vim.lsp.Client|nil
function M.client(bufnr)
  return vim.lsp.get_clients({ name = M.NAME, bufnr = bufnr })[1]
end

---@param client vim.lsp.Client
---@param method string
---@param params table
---@param handler fun(err: table|nil, result: any)
---@param bufnr integer
---@return integer|nil # the request's id, to cancel it with
function M.request(client, method, params, handler, bufnr)
  local sent, id
  if modern then
    sent, id = client:request(method, params, handler, bufnr)
  else
    sent, id = client.request(method, params, handler, bufnr)
  end
  return sent and id or nil
end

---@param client vim.lsp.Client
---@param id integer
function M.cancel(client, id)
  if modern then
    client:cancel_request(id)
  else
    client.cancel_request(id)
  end
end

---@param client vim.lsp.Client
---@param method string
---@param params table
function M.notify(client, method, params)
  if modern then
    client:notify(method, params)
  else
    client.notify(method, params)
  end
end

--- Run one of the server's commands; `done` gets what it answers.
---@param bufnr integer
---@param command string
---@param arguments any[]
---@param done? fun(result: any)
function M.execute(bufnr, command, arguments, done)
  local client = M.client(bufnr) or vim.lsp.get_clients({ name = M.NAME })[1]
  if not client then
    if done then
      done(nil)
    end
    return
  end
  M.request(client, 'workspace/executeCommand', { command = command, arguments = arguments }, function(_, result)
    if done then
      done(result)
    end
  end, bufnr)
end

---@param text string
---@return integer # length in UTF-16 code units, as the protocol counts
function M.utf16_length(text)
  if modern then
    return vim.str_utfindex(text, 'utf-16')
  end
  local _, units = vim.str_utfindex(text)
  return units
end

return M
