--- LAMP in Neovim: suggestions as ghost text, accepted whole, by word or by line.
---
--- There are no mappings of its own; see README.md for some to copy.
local asking = require('lamp.asking')
local config = require('lamp.config')
local server = require('lamp.server')
local suggestion = require('lamp.suggestion')

local M = {}

M.accept = suggestion.accept
M.accept_word = suggestion.accept_word
M.accept_line = suggestion.accept_line
M.dismiss = suggestion.dismiss
M.visible = suggestion.visible
M.suggest = asking.now

--- Start LAMP for the buffers that are open and those that will be.
---@param options lamp.Options|nil
function M.setup(options)
  config.set(options)
  vim.api.nvim_set_hl(0, 'LampSuggestion', { link = 'Comment', default = true })
  local group = vim.api.nvim_create_augroup('lamp', { clear = true })
  local function on(events, callback)
    vim.api.nvim_create_autocmd(events, { group = group, callback = callback })
  end
  local function attach(bufnr)
    if vim.api.nvim_buf_is_loaded(bufnr) and config.serves(bufnr) then
      server.start(bufnr)
    end
  end
  on('FileType', function(event)
    attach(event.buf)
  end)
  on({ 'InsertEnter', 'TextChangedI', 'CursorMovedI' }, asking.moved)
  on({ 'InsertLeave', 'BufLeave' }, asking.stop)
  on('BufEnter', function(event)
    local client = server.client(event.buf)
    if client then
      server.notify(client, 'textDocument/didFocus', { textDocument = { uri = vim.uri_from_bufnr(event.buf) } })
    end
  end)
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    attach(bufnr)
  end
end

--- What LAMP is doing, for a status line; empty when there is nothing to say.
---@return string
function M.statusline()
  return server.status.message ~= '' and 'LAMP: ' .. server.status.message or ''
end

local function say(text)
  vim.notify('LAMP: ' .. text)
end

local subcommands = {
  status = function()
    server.execute(0, 'lamp.status', {}, function(status)
      if not status then
        return say('the daemon is not there; :checkhealth lamp says why')
      end
      local backend = status.backend
      say(('%s%s (%s), %d habits, %d snippets%s'):format(
        backend.model ~= '' and backend.model or 'no model',
        backend.state == 'ready' and '' or ', ' .. backend.state,
        backend.kind,
        status.habits,
        status.snippets,
        status.paused and ', paused' or ''
      ))
    end)
  end,
  pause = function()
    asking.stop()
    server.execute(0, 'lamp.pause', {}, say)
  end,
  resume = function()
    server.execute(0, 'lamp.resume', {}, say)
  end,
  suggest = asking.now,
  log = function()
    vim.cmd.edit(vim.fn.fnameescape(vim.lsp.get_log_path()))
  end,
}

--- Run `:Lamp`.
---@param name string
function M.command(name)
  local run = subcommands[name == '' and 'status' or name]
  if run then
    run()
  else
    say(('`%s` is none of: %s'):format(name, table.concat(M.subcommands(), ', ')))
  end
end

---@return string[]
function M.subcommands()
  local names = vim.tbl_keys(subcommands)
  table.sort(names)
  return names
end

return M
