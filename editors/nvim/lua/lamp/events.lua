--- What happens in the editor, and who is told.
local config = require('lamp.config')
local server = require('lamp.server')

local M = {}

---@param bufnr integer
local function attach(bufnr)
  if vim.api.nvim_buf_is_loaded(bufnr) and config.serves(bufnr) then
    server.start(bufnr)
  end
end

---@param bufnr integer
local function focused(bufnr)
  local client = server.client(bufnr)
  if client then
    server.notify(client, 'textDocument/didFocus', { textDocument = { uri = vim.uri_from_bufnr(bufnr) } })
  end
end

--- Listen, from now on.
function M.listen()
  local group = vim.api.nvim_create_augroup('lamp', { clear = true })
  local function on(events, callback)
    vim.api.nvim_create_autocmd(events, { group = group, callback = callback })
  end
  on('FileType', function(event)
    attach(event.buf)
  end)
  on('BufEnter', function(event)
    focused(event.buf)
  end)
  on({ 'InsertEnter', 'TextChangedI', 'TextChangedP', 'CursorMovedI' }, function(event)
    if config.serves(event.buf) then
      require('lamp.asking').moved()
    end
  end)
  on({ 'InsertLeave', 'BufLeave', 'WinLeave' }, function()
    require('lamp.hint').clear()
    require('lamp.asking').stop()
  end)
  on('RecordingEnter', function()
    require('lamp.macros').recording_began()
  end)
  require('lamp.menus').listen(group, function()
    require('lamp.suggestion').hide()
  end, function()
    require('lamp.asking').menu_closed()
  end)
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    attach(bufnr)
  end
end

return M
