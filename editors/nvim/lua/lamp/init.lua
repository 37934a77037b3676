--- LAMP in Neovim: suggestions as ghost text, accepted whole, by word or by line.
---
--- Nothing is loaded before the first file that LAMP serves is opened, but this and the options.
local config = require('lamp.config')

local M = {}

--- Grey that stands out from text on dark and light in terminals of 256 colours, where most schemes name none.
local TERMINAL_GREY = 244

--- Let suggestions look as hints do, and never as the text itself.
local function set_highlight()
  local name = vim.fn.hlexists('ComplHint') == 1 and 'ComplHint' or 'Comment'
  local found = vim.api.nvim_get_hl(0, { name = name, link = false })
  if found.ctermfg then
    return vim.api.nvim_set_hl(0, 'LampSuggestion', { link = name, default = true })
  end
  vim.api.nvim_set_hl(
    0,
    'LampSuggestion',
    { fg = found.fg, italic = found.italic, ctermfg = TERMINAL_GREY, default = true }
  )
end

--- Start LAMP for the buffers that are open and those that will be.
---@param options lamp.Options|nil
function M.setup(options)
  if vim.fn.has('nvim-0.10') == 0 then
    return vim.notify('LAMP needs Neovim 0.10 or newer.', vim.log.levels.WARN)
  end
  config.set(options)
  set_highlight()
  vim.api.nvim_create_autocmd('ColorScheme', {
    group = vim.api.nvim_create_augroup('lamp.highlight', {}),
    callback = set_highlight,
  })
  require('lamp.events').listen()
  if config.current.mappings == true or not vim.tbl_isempty(config.current.mappings or {}) then
    require('lamp.keys').set()
  end
end

--- Insert the whole suggestion.
---@return boolean # false when there is none
function M.accept()
  return require('lamp.suggestion').accept()
end

--- Insert the next word, with the white space before it.
---@return boolean # false when there is no suggestion
function M.accept_word()
  return require('lamp.suggestion').accept_word()
end

--- Insert the rest of the line; at a line's end, the whole next line.
---@return boolean # false when there is no suggestion
function M.accept_line()
  return require('lamp.suggestion').accept_line()
end

--- Show the next candidate; where there is no other, ask for more.
function M.next()
  require('lamp.asking').cycle(1)
end

--- Show the previous candidate; where there is no other, ask for more.
function M.previous()
  require('lamp.asking').cycle(-1)
end

--- Ask now, by hand.
function M.trigger()
  require('lamp.asking').now()
end

--- Wave the suggestion away.
---@return boolean # false when there is none
function M.dismiss()
  return require('lamp.suggestion').dismiss()
end

--- Whether a suggestion is on show.
---@return boolean
function M.visible()
  return require('lamp.suggestion').visible()
end

--- What an `expr` mapping of your own returns: `act` (`accept`, `accept_word`, `dismiss` ...) where it has something to do,
--- else `fallback`.
---@param act string
---@param fallback string|fun(): string
---@return string
function M.expr(act, fallback)
  return require('lamp.keys').expr(act, fallback)
end

--- What LAMP is doing, for a status line: `LAMP ready`, `LAMP learning 40%` ...; empty where it does nothing.
---@return string
function M.statusline()
  return require('lamp.status').line()
end

--- What LAMP is doing, with the reason: `state`, `message` and `progress`. A `User` event `LampStatus` tells of changes.
---@return lamp.Status
function M.status()
  return require('lamp.status').current
end

return M
