--- The suggestion on show: typed along, chosen among its like, accepted.
---
--- Rows and columns are zero-based, columns in bytes, as extmarks have them. Who draws it is a view: `ghost` or `builtin`.
local config = require('lamp.config')
local inserting = require('lamp.inserting')
local macros = require('lamp.macros')
local places = require('lamp.place')
local server = require('lamp.server')

local M = {}

---@class lamp.Candidate
---@field item table The protocol's item, as it came.
---@field id string
---@field text string What is to be inserted at the place that was asked for.
---@field replaced string Text after the cursor that it replaces.
---@field position integer Its place in the answer.

---@class lamp.Shown
---@field bufnr integer
---@field win integer
---@field client vim.lsp.Client
---@field candidates lamp.Candidate[]
---@field index integer
---@field typed string What stands by now of the text, from the place that was asked for.
---@field text string What is left to insert at the cursor.
---@field row integer
---@field col integer
---@field replaced string Text after the cursor that the suggestion replaces.
---@field cycled boolean The user went through the candidates.
---@field told table<string, boolean> Identifiers of the candidates that the server knows to have been shown.

---@type lamp.Shown|nil
local shown

---@type boolean A completion menu is open, which has precedence.
local hidden = false

---@type string|nil
M.last_id = nil

---@return table # the view
local function view()
  return require(config.neovim_draws() and 'lamp.builtin' or 'lamp.ghost')
end

---@return integer row, integer col
local function cursor()
  local position = vim.api.nvim_win_get_cursor(0)
  return position[1] - 1, position[2]
end

--- Whether the cursor is where there is no text (`virtualedit`), which the protocol cannot say.
---@return boolean
function M.beyond_text()
  return vim.fn.getcurpos()[4] > 0
end

local function line_at(bufnr, row)
  return vim.api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1] or ''
end

local function tell_shown()
  assert(shown)
  local candidate = shown.candidates[shown.index]
  M.last_id = candidate.id
  if not shown.told[candidate.id] then
    shown.told[candidate.id] = true
    server.notify(shown.client, 'textDocument/didShowCompletion', { item = candidate.item })
  end
end

local function draw()
  assert(shown)
  if hidden then
    return
  end
  view().draw(shown, shown.cycled and ('(%d/%d)'):format(shown.index, #shown.candidates) or '')
  tell_shown()
end

---@return boolean # whether there is one that the user sees
function M.visible()
  return shown ~= nil and not hidden
end

---@return string|nil # what is left of the suggestion on show
function M.text()
  return shown and shown.text
end

---@return integer # how many candidates there are
function M.count()
  return shown and #shown.candidates or 0
end

function M.clear()
  if shown and vim.api.nvim_buf_is_valid(shown.bufnr) then
    view().erase(shown.bufnr)
  end
  shown = nil
end

---@param item table
---@return string # empty where the server gave none
local function id_of(item)
  return item.command and item.command.arguments and item.command.arguments[1] or ''
end

---@param bufnr integer
---@param client vim.lsp.Client
---@param item table
---@param row integer
---@param col integer
---@param position integer
---@return lamp.Candidate|nil # nil where it does not fit the text
local function candidate_of(bufnr, client, item, row, col, position)
  local line = line_at(bufnr, row)
  local start, stop = col, col
  if item.range then
    local function byte(position)
      return vim.lsp.util._get_line_byte_from_position(bufnr, position, client.offset_encoding)
    end
    start, stop = byte(item.range.start), byte(item.range['end'])
  end
  local before = line:sub(start + 1, col)
  local text = type(item.insertText) == 'table' and item.insertText.value or item.insertText
  if stop < col or not vim.startswith(text, before) or #text == #before then
    return nil
  end
  return {
    item = item,
    id = id_of(item),
    text = text:sub(#before + 1),
    replaced = line:sub(col + 1, stop),
    position = position,
  }
end

---@param index integer
local function choose(index)
  assert(shown)
  local candidate = shown.candidates[index]
  shown.index = index
  shown.text = candidate.text:sub(#shown.typed + 1)
  shown.replaced = candidate.replaced
end

--- Tell the server of items that the user does not see, lest they be taken for ignored.
---@param bufnr integer
---@param items table[]
local function tell_not_shown(bufnr, items)
  for _, item in ipairs(items) do
    local id = id_of(item)
    if id ~= '' and vim.api.nvim_buf_is_valid(bufnr) then
      server.execute(bufnr, 'lamp.notShown', { id })
    end
  end
end

--- Let items go that came too late.
---
--- Where the user wrote on, the server follows what is written by itself, and the next answer may have them again.
---@param asked lamp.Place
---@param items table[]
function M.drop(asked, items)
  if not places.went_on(asked) then
    tell_not_shown(asked.bufnr, items)
  end
end

--- Show items that were answered for the cursor's place; none while a menu is open, whose end asks anew.
---@param bufnr integer
---@param client vim.lsp.Client
---@param items table[]
function M.show(bufnr, client, items)
  local row, col = cursor()
  local candidates, left_out = {}, {}
  for position, item in ipairs(items) do
    local candidate = not hidden and candidate_of(bufnr, client, item, row, col, position)
    table.insert(candidate and candidates or left_out, candidate or item)
  end
  tell_not_shown(bufnr, left_out)
  M.clear()
  if #candidates == 0 then
    return
  end
  shown = {
    bufnr = bufnr,
    win = vim.api.nvim_get_current_win(),
    client = client,
    candidates = candidates,
    index = 1,
    typed = '',
    text = '',
    row = row,
    col = col,
    replaced = '',
    cycled = false,
    told = {},
  }
  choose(1)
  draw()
end

--- Take in what stands before the cursor by now.
---@param more string
local function advance(more)
  assert(shown)
  local current = shown.candidates[shown.index]
  shown.typed = shown.typed .. more
  shown.candidates = vim.tbl_filter(function(candidate)
    return vim.startswith(candidate.text, shown.typed) and #candidate.text > #shown.typed
  end, shown.candidates)
  for index, candidate in ipairs(shown.candidates) do
    if candidate == current then
      shown.index = index
    end
  end
  shown.text = current.text:sub(#shown.typed + 1)
  shown.row, shown.col = cursor()
end

---@return string|nil # what was typed along since; nil where the suggestion does not fit any more
local function typed_along()
  assert(shown)
  local row, col = cursor()
  local here = vim.api.nvim_get_current_win() == shown.win and vim.api.nvim_get_current_buf() == shown.bufnr
  if not here or row ~= shown.row or col < shown.col or M.beyond_text() then
    return nil
  end
  local line = line_at(shown.bufnr, row)
  local typed = line:sub(shown.col + 1, col)
  local fits = vim.startswith(shown.text, typed) and #typed < #shown.text
  return fits and vim.startswith(line:sub(col + 1), shown.replaced) and typed or nil
end

--- Follow the cursor: keep what was typed along, else drop the suggestion.
---@return boolean # whether there still is one
function M.follow()
  if not shown then
    return false
  end
  local typed = typed_along()
  if not typed then
    M.clear()
    return false
  end
  if typed ~= '' then
    advance(typed)
    draw()
  end
  return true
end

--- What is left of the candidates, as items of the protocol for the cursor's place.
---@return table[]
function M.rest()
  if not shown or hidden or not M.follow() then
    return {}
  end
  local encoding = shown.client.offset_encoding
  local start = vim.lsp.util.make_position_params(0, encoding).position
  local items = {}
  for position, candidate in ipairs(shown.candidates) do
    candidate.position = position
    local stop = start.character + vim.str_utfindex(candidate.replaced, encoding)
    items[position] = {
      insertText = candidate.text:sub(#shown.typed + 1),
      range = { start = start, ['end'] = { line = start.line, character = stop } },
      command = candidate.item.command,
    }
  end
  return items
end

--- Make way for a completion menu.
function M.hide()
  if shown and not hidden then
    view().erase(shown.bufnr)
  end
  hidden = true
end

--- Come back when the menu is closed, if the suggestion still fits.
function M.unhide()
  if hidden then
    hidden = false
    if M.follow() then
      draw()
    end
  end
end

--- Say whether a key that accepts has something to accept.
---
--- While a macro is recorded or runs, a no counts as that key's use.
---@return boolean
function M.ready()
  if macros.replaying() then
    local text = macros.peek()
    if not text then
      macros.step()
    end
    return text ~= false
  end
  local ready = M.visible() and M.follow()
  if not ready then
    macros.note(false)
  end
  return ready
end

local function accept_whole()
  assert(shown)
  local accepted = shown
  M.clear()
  inserting.insert(accepted.text, #accepted.replaced)
  server.execute(accepted.bufnr, 'lamp.accept', { accepted.candidates[accepted.index].id })
end

---@param part string
local function accept_part(part)
  assert(shown)
  if part:find('\n', 1, true) then
    view().erase(shown.bufnr)
  end
  inserting.insert(part, 0)
  advance(part)
  draw()
  local candidate = shown.candidates[shown.index]
  local item = candidate.item
  local whole = type(item.insertText) == 'table' and item.insertText.value or item.insertText
  local length = server.utf16_length(whole) - server.utf16_length(shown.text)
  server.execute(shown.bufnr, 'lamp.acceptPart', { candidate.id, length })
end

---@param beginning fun(text: string): string the part of what is left to insert
---@return boolean
local function accept(beginning)
  if not M.ready() then
    return false
  end
  if macros.replaying() then
    inserting.insert(macros.peek() --[[@as string]], 0)
    macros.step()
    return true
  end
  assert(shown)
  local part = beginning(shown.text)
  macros.note(part == '' and shown.text or part)
  if part == '' or #part == #shown.text then
    accept_whole()
  else
    accept_part(part)
  end
  return true
end

--- Insert the whole suggestion.
---@return boolean # false when there is none
function M.accept()
  return accept(function(text)
    return text
  end)
end

--- Insert the next word, with the white space before it.
---@return boolean # false when there is no suggestion
function M.accept_word()
  return accept(function(text)
    return vim.fn.matchstr(text, [=[^\_s*\%(\k\+\|\%(\%(\k\|\_s\)\@!.\)\+\)]=])
  end)
end

--- Insert the rest of the line; at a line's end, the whole next line.
---@return boolean # false when there is no suggestion
function M.accept_line()
  return accept(function(text)
    return text:match('^\n*[^\n]*')
  end)
end

--- Show another of the candidates.
---@param step integer
---@return boolean # false when there is no other
function M.cycle(step)
  if not M.visible() or not M.follow() or #shown.candidates < 2 then
    return false
  end
  shown.cycled = true
  choose((shown.index - 1 + step) % #shown.candidates + 1)
  draw()
  return true
end

--- Wave the suggestion away.
---@return boolean # false when there is none
function M.dismiss()
  if not M.visible() then
    return false
  end
  server.execute(shown.bufnr, 'lamp.dismiss', { shown.candidates[shown.index].id })
  M.clear()
  return true
end

return M
