--- `:checkhealth lamp` answers "why does it not work".
local config = require('lamp.config')
local server = require('lamp.server')

local M = {}

local STATUS_TIMEOUT_MS = 5000

---@param client vim.lsp.Client
local function daemon(client)
  local params = { command = 'lamp.status', arguments = {} }
  local answered, status = false, nil
  server.request(client, 'workspace/executeCommand', params, function(_, result)
    answered, status = true, result
  end, 0)
  vim.wait(STATUS_TIMEOUT_MS, function()
    return answered
  end)
  if not status or status == vim.NIL then
    return vim.health.error('The daemon does not answer.', 'Run `lamp doctor` in a shell; it says what is wrong.')
  end
  vim.health.ok(('Daemon %s, process %d.'):format(status.version, status.pid))
  local backend = status.backend
  if backend.state == 'ready' then
    vim.health.ok(('Model %s by %s.'):format(backend.model, backend.kind))
  else
    vim.health.warn(('The model is %s: %s'):format(backend.state, backend.why), 'Run `lamp doctor`.')
  end
  if status.paused then
    vim.health.warn('LAMP is paused.', ':Lamp resume')
  end
  if status.consent ~= 'yes' then
    vim.health.info('Nothing is learned: consent is ' .. status.consent .. '. `lamp setup` asks for it.')
  end
end

function M.check()
  vim.health.start('lamp')
  if vim.fn.has('nvim-0.10') == 0 then
    return vim.health.error('Neovim is older than 0.10, which has no inline virtual text.', 'Update Neovim.')
  end
  local program = config.current.cmd[1]
  if vim.fn.executable(program) == 0 then
    return vim.health.error(
      ('`%s` is not found.'):format(program),
      { 'Install LAMP: pip install "lamp-assistant[embedded]"', 'or name it: require("lamp").setup { cmd = { "/path/to/lamp", "lsp" } }' }
    )
  end
  vim.health.ok(('`%s` is found.'):format(vim.fn.exepath(program)))
  local clients = vim.lsp.get_clients({ name = server.NAME })
  if #clients == 0 then
    return vim.health.warn(
      'The language server does not run.',
      { 'Call require("lamp").setup {} and open a file that has a file type.', 'See :Lamp log.' }
    )
  end
  vim.health.ok('The language server runs.')
  daemon(clients[1])
end

return M
