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

---@type boolean It ended too often and is started by hand alone.
M.gave_up = false

---@type string|nil How it ended last: its exit code or the signal.
M.last_end = nil

M.DOES_NOT_RUN = 'the language server does not run; :checkhealth lamp says why.'

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
      ('`%s` is not found. Install it with `pipx install "/path/to/lamp[embedded]"`; :checkhealth lamp says more.'):format(
        program
      ),
      vim.log.levels.WARN
    )
  end
  return false
end

--- Count an end of the server.
---@return boolean # whether there were too many of late
local function ended_too_often()
  local now = vim.uv.now()
  ended = vim.tbl_filter(function(at)
    return at > now - RESTARTS_WITHIN_MS
  end, ended)
  table.insert(ended, now)
  return #ended > MOST_RESTARTS
end

local function say_that_it_is_left_alone()
  if vim.v.exiting == vim.NIL then
    M.say(
      ('the language server ended too often (%s) and is left alone. '):format(M.last_end)
        .. '`lamp doctor` in a shell says what is wrong; :Lamp start starts it again.',
      vim.log.levels.WARN
    )
  end
end

---@param code integer
---@param signal integer
local function exited(code, signal)
  M.last_end = signal ~= 0 and ('signal %d'):format(signal) or ('exit code %d'):format(code)
  local gives_up = ended_too_often() and not M.gave_up
  M.gave_up = M.gave_up or gives_up
  vim.schedule(function()
    require('lamp.suggestion').clear()
    require('lamp.status').lost()
    if gives_up then
      say_that_it_is_left_alone()
    end
  end)
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
---@return boolean # whether it runs or is about to
function M.start(bufnr)
  if not M.installed() or M.gave_up then
    return false
  end
  local current = config.current
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  capabilities.textDocument.inlineCompletion = { dynamicRegistration = false }
  vim.lsp.commands['lamp.ask'] = function(command, context)
    require('lamp.assistant').ask(context.bufnr, command.arguments[1])
  end
  local id = vim.lsp.start({
    name = M.NAME,
    cmd = current.cmd,
    root_dir = vim.fs.root(bufnr, current.root_markers),
    capabilities = capabilities,
    init_options = vim.tbl_extend(
      'force',
      { editor = { range = 'cursor', status = true, answers = true } },
      current.settings
    ),
    on_attach = attached,
    on_exit = exited,
    handlers = {
      ['lamp/status'] = function(_, status)
        require('lamp.status').set(status)
      end,
    },
  }, { bufnr = bufnr })
  return id ~= nil
end

--- Start the server, however often it ended, for all buffers that it serves.
---@return boolean # whether it runs or is about to
function M.start_again()
  ended, M.gave_up = {}, false
  local starts = false
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(bufnr) and config.serves(bufnr) then
      starts = M.start(bufnr) or starts
    end
  end
  return starts
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
    local request = rawget(client, 'lamp_request') or client.request
    sent, id = request(client, method, params, handler, bufnr)
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
    return done(nil, M.DOES_NOT_RUN)
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
