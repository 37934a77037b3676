--- `:checkhealth lamp` answers "why does it not work".
local config = require('lamp.config')
local logs = require('lamp.logs')
local server = require('lamp.server')

local M = {}

local ANSWER_TIMEOUT_MS = 5000

local INSTALL = {
  'From a checkout: pipx install "/path/to/lamp[embedded]"',
  'Once released: pipx install "lamp-assistant[embedded]"',
  'or say where it is: require("lamp").setup { cmd = { "/path/to/lamp", "lsp" } }',
}

--- Wait for the answer to a command.
---@param command string
---@param arguments any[]
---@param bufnr integer
---@return any result, string|nil why_not
local function answer(command, arguments, bufnr)
  local answered, result, why_not = false, nil, nil
  server.execute(bufnr, command, arguments, function(given, reason)
    answered, result, why_not = true, given, reason
  end)
  vim.wait(ANSWER_TIMEOUT_MS, function()
    return answered
  end)
  return result, why_not
end

---@return boolean # whether the rest can be checked
local function check_editor()
  if vim.fn.has('nvim-0.10') == 0 then
    vim.health.error('Neovim is older than 0.10, which has no inline virtual text.', 'Update Neovim.')
    return false
  end
  local drawn = config.neovim_draws() and "Neovim's own inline completion" or "the plugin's ghost text"
  local version = vim.version()
  local number = ('%d.%d.%d'):format(version.major, version.minor, version.patch)
  vim.health.ok(('Neovim %s; suggestions are shown by %s.'):format(number, drawn))
  if config.current.ghost_text == 'neovim' and not config.neovim_draws() then
    vim.health.warn('`ghost_text` is "neovim", which this Neovim has not; the plugin draws.', 'Neovim 0.12 has it.')
  end
  for _, problem in ipairs(config.problems) do
    vim.health.warn(problem)
  end
  return true
end

---@return boolean
local function check_program()
  local program = config.current.cmd[1]
  if vim.fn.executable(program) == 0 then
    vim.health.error(('`%s` is not found.'):format(program), INSTALL)
    return false
  end
  vim.health.ok(('`%s` is found.'):format(vim.fn.exepath(program)))
  return true
end

--- The buffers that the user sees, other than the health page.
---@return integer[]
local function seen_buffers()
  local found = {}
  for _, win in ipairs(vim.api.nvim_list_wins()) do
    local bufnr = vim.api.nvim_win_get_buf(win)
    if vim.bo[bufnr].buftype == '' and vim.api.nvim_buf_get_name(bufnr) ~= '' then
      found[bufnr] = true
    end
  end
  return vim.tbl_keys(found)
end

---@param bufnr integer
---@return string|nil reason, string|nil advice
local function why_not_served(bufnr)
  if vim.bo[bufnr].filetype == '' then
    return 'has no file type', ':setfiletype says which it is.'
  end
  if not config.serves(bufnr) then
    return ('is of file type `%s`, which the option `filetypes` leaves out'):format(vim.bo[bufnr].filetype), nil
  end
  if not server.client(bufnr) then
    local advice = 'Call require("lamp").setup {} before it is opened, or :edit it again.'
    return 'has no language server', server.gave_up and ':Lamp start starts it again.' or advice
  end
end

---@param bufnr integer
local function check_buffer(bufnr)
  local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(bufnr), ':~:.')
  local reason, advice = why_not_served(bufnr)
  if reason then
    return vim.health.warn(('%s %s.'):format(name, reason), advice)
  end
  vim.health.ok(('%s is served.'):format(name))
end

---@param backend table
local function check_model(backend)
  if backend.state == 'ready' then
    return vim.health.ok(('Model %s by %s.'):format(backend.model, backend.kind))
  end
  vim.health.warn(
    ('The model is %s: %s'):format(backend.state, backend.why),
    '`lamp doctor` in a shell says what to do.'
  )
end

---@param status table
local function check_daemon(status)
  vim.health.ok(('Daemon %s, process %d.'):format(status.version, status.pid))
  check_model(status.backend)
  if status.paused then
    vim.health.warn('LAMP is paused.', ':Lamp resume')
  end
  if status.consent ~= 'yes' then
    vim.health.warn(
      ('LAMP learns nothing: consent is "%s".'):format(status.consent),
      '`:Lamp consent yes` lets it learn; `:Lamp consent no` answers for good.'
    )
  elseif status.store ~= 'ready' then
    vim.health.warn(('The store is %s. %s'):format(status.store, status.store_message))
  else
    vim.health.ok(('Learned so far: %d habits, %d snippets.'):format(status.habits, status.snippets))
  end
end

---@return boolean # whether the language server runs
local function check_server()
  local runs = #vim.lsp.get_clients({ name = server.NAME }) > 0
  if runs then
    vim.health.ok('The language server runs.')
  elseif not server.last_end then
    vim.health.warn('The language server does not run.', {
      'Call require("lamp").setup {} and open a file that has a file type.',
      ('See %s.'):format(logs.of_client()),
    })
  end
  if server.gave_up or (server.last_end and not runs) then
    local often = server.gave_up and 'too often and is left alone' or 'and starts with the next request'
    vim.health.warn(('The language server ended %s (%s).'):format(often, server.last_end), {
      '`lamp doctor` in a shell says what is wrong.',
      ('What it wrote before it ended is in %s; :Lamp log opens its own log.'):format(logs.of_client()),
      ':Lamp start starts it again.',
    })
  end
  return runs
end

local function check_keys()
  local mapped = vim.tbl_filter(function(map)
    return (map.desc or ''):find('^LAMP: ') ~= nil
  end, vim.api.nvim_get_keymap('i'))
  if #mapped == 0 then
    return vim.health.info('No key is mapped by the option `mappings`; see :help lamp-mappings.')
  end
  for _, map in ipairs(mapped) do
    vim.health.info(('%s: %s'):format(map.lhs, map.desc:gsub('^LAMP: ', '')))
  end
end

function M.check()
  vim.health.start('lamp')
  if not (check_editor() and check_program()) then
    return
  end
  check_keys()
  local buffers = seen_buffers()
  for _, bufnr in ipairs(buffers) do
    check_buffer(bufnr)
  end
  if not check_server() then
    return
  end
  local status = answer('lamp.status', {}, buffers[1] or 0)
  if not status then
    return vim.health.error('The daemon does not answer.', '`lamp doctor` in a shell says what is wrong.')
  end
  check_daemon(status)
  local last = answer('lamp.whyNot', {}, buffers[1] or 0)
  if last and last.reason ~= '' then
    vim.health.warn(('The last request got nothing: %s'):format(last.reason), ':Lamp trigger asks again.')
  end
end

return M
