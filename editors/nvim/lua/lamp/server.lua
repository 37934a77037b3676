--- The language server: started, found, spoken to.
local config = require('lamp.config')

local M = {}

M.NAME = 'lamp'

local modern = vim.fn.has('nvim-0.11') == 1

--- A server that ended is started anew so often within a minute, then left alone.
local MOST_RESTARTS = 3
local RESTARTS_WITHIN_MS = 60000

---@type integer[] When the server ended by itself, in milliseconds of the loop's clock.
local ended = {}

---@type string|nil The program that was not found, told once.
local missing

--- Say something to the user.
---@param text string
---@param level? integer
function M.say(text, level)
  vim.notify('LAMP: ' .. text, level)
end

---@return boolean # whether the server's program is there; says so once when it is not
function M.installed()
  local program = config.current.cmd[1]
  if vim.fn.executable(program) == 1 then
    return true
  end
  if missing ~= program then
    missing = program
    M.say(
      ('`%s` is not found. Install it with `pip install "lamp-assistant[embedded]"`; :checkhealth lamp says more.'):format(
        program
      ),
      vim.log.levels.WARN
    )
  end
  return false
end

local function exited()
  table.insert(ended, vim.uv.now())
  vim.schedule(function()
    require('lamp.suggestion').clear()
    require('lamp.status').lost()
  end)
end

---@return boolean
local function may_restart()
  local since = vim.uv.now() - RESTARTS_WITHIN_MS
  ended = vim.tbl_filter(function(at)
    return at > since
  end, ended)
  return #ended <= MOST_RESTARTS
end

---@param client vim.lsp.Client
---@param bufnr integer
local function attached(client, bufnr)
  if config.neovim_draws() then
    require('lamp.builtin').attach(client, bufnr)
  end
  vim.schedule(function()
    require('lamp.asking').began(bufnr)
  end)
end

--- Start the server for a buffer, or attach the one that runs for its project.
---@param bufnr integer
function M.start(bufnr)
  if not M.installed() or not may_restart() then
    return
  end
  local current = config.current
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  capabilities.textDocument.inlineCompletion = { dynamicRegistration = false }
  vim.lsp.start({
    name = M.NAME,
    cmd = current.cmd,
    root_dir = vim.fs.root(bufnr, current.root_markers),
    capabilities = capabilities,
    init_options = vim.tbl_extend('force', { editor = { range = 'cursor', status = true } }, current.settings),
    on_attach = attached,
    on_exit = exited,
    handlers = {
      ['lamp/status'] = function(_, status)
        require('lamp.status').set(status)
      end,
    },
  }, { bufnr = bufnr })
end

---@param bufnr integer
---@return vim.lsp.Client|nil
function M.client(bufnr)
  return vim.lsp.get_clients({ name = M.NAME, bufnr = bufnr })[1]
end

--- The buffer's client; a server that died is started anew.
---@param bufnr integer
---@return vim.lsp.Client|nil
function M.living_client(bufnr)
  local client = M.client(bufnr)
  if not client and config.serves(bufnr) then
    M.start(bufnr)
    client = M.client(bufnr)
  end
  return client
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

--- Run one of the server's commands.
---@param bufnr integer
---@param command string
---@param arguments any[]
---@param done? fun(result: any, why_not: string|nil) gets what it answers, or why there is nothing
function M.execute(bufnr, command, arguments, done)
  done = done or function() end
  local client = M.client(bufnr) or vim.lsp.get_clients({ name = M.NAME })[1]
  if not client then
    return done(nil, 'the language server does not run; :checkhealth lamp says why.')
  end
  M.request(client, 'workspace/executeCommand', { command = command, arguments = arguments }, function(err, result)
    if err then
      return done(nil, err.message)
    end
    done(result ~= vim.NIL and result or nil)
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
