--- The suggestion on show: drawn, typed along, accepted.
---
--- Rows and columns are zero-based, columns in bytes, as extmarks have them.
local config = require('lamp.config')
local server = require('lamp.server')

local M = {}

local namespace = vim.api.nvim_create_namespace('lamp')

---@class lamp.Shown
---@field bufnr integer
---@field item table The protocol's item, as it came.
---@field id string
---@field text string What is left to insert at the cursor.
---@field row integer
---@field col integer
---@field replaced string Text after the cursor that the suggestion replaces.

---@type lamp.Shown|nil
local shown

---@return integer row, integer col
local function cursor()
  local position = vim.api.nvim_win_get_cursor(0)
  return position[1] - 1, position[2]
end

local function line_at(bufnr, row)
  return vim.api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1] or ''
end

local function erase()
  if shown and vim.api.nvim_buf_is_valid(shown.bufnr) then
    vim.api.nvim_buf_clear_namespace(shown.bufnr, namespace, 0, -1)
  end
end

local function draw()
  erase()
  assert(shown)
  local text = shown.text
  if shown.replaced ~= '' and vim.endswith(text, shown.replaced) and not text:find('\n', 1, true) then
    text = text:sub(1, -#shown.replaced - 1)
  end
  local lines = vim.split(text, '\n', { plain = true })
  local rest = {}
  for index = 2, #lines do
    rest[#rest + 1] = { { lines[index], config.current.highlight } }
  end
  vim.api.nvim_buf_set_extmark(shown.bufnr, namespace, shown.row, shown.col, {
    virt_text = { { lines[1], config.current.highlight } },
    virt_text_pos = 'inline',
    virt_lines = #rest > 0 and rest or nil,
    hl_mode = 'combine',
  })
end

---@return boolean
function M.visible()
  return shown ~= nil
end

---@return string|nil # what is left of the suggestion on show
function M.text()
  return shown and shown.text
end

function M.clear()
  erase()
  shown = nil
end

--- Show an item that was answered for the cursor's place.
---@param bufnr integer
---@param client vim.lsp.Client
---@param item table
function M.show(bufnr, client, item)
  M.clear()
  local row, col = cursor()
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
    return
  end
  shown = {
    bufnr = bufnr,
    item = item,
    id = item.command and item.command.arguments and item.command.arguments[1] or '',
    text = text:sub(#before + 1),
    row = row,
    col = col,
    replaced = line:sub(col + 1, stop),
  }
  draw()
  server.notify(client, 'textDocument/didShowCompletion', { item = item })
end

--- Follow the cursor: keep what was typed along, else drop the suggestion.
---@return boolean # whether a suggestion is still on show
function M.follow()
  if not shown then
    return false
  end
  local row, col = cursor()
  local here = vim.api.nvim_get_current_buf() == shown.bufnr and row == shown.row and col >= shown.col
  local typed = here and line_at(shown.bufnr, row):sub(shown.col + 1, col) or ''
  if not here or not vim.startswith(shown.text, typed) or #typed == #shown.text then
    M.clear()
    return false
  end
  local after = line_at(shown.bufnr, row):sub(col + 1)
  if not vim.startswith(after, shown.replaced) then
    M.clear()
    return false
  end
  shown.text, shown.col = shown.text:sub(#typed + 1), col
  draw()
  return true
end

---@param text string
---@param replaced integer bytes after the cursor to replace
local function insert(text, replaced)
  assert(shown)
  -- a break, so that undo takes back the suggestion and not what was typed before it
  vim.bo[shown.bufnr].undolevels = vim.bo[shown.bufnr].undolevels
  local lines = vim.split(text, '\n', { plain = true })
  vim.api.nvim_buf_set_text(shown.bufnr, shown.row, shown.col, shown.row, shown.col + replaced, lines)
  shown.row = shown.row + #lines - 1
  shown.col = #lines[#lines] + (#lines == 1 and shown.col or 0)
  vim.api.nvim_win_set_cursor(0, { shown.row + 1, shown.col })
end

--- Insert the whole suggestion.
---@return boolean # false when there is none
function M.accept()
  if not shown or not M.follow() then
    return false
  end
  local accepted = shown
  erase()
  insert(accepted.text, #accepted.replaced)
  shown = nil
  server.execute(accepted.bufnr, 'lamp.accept', { accepted.id })
  return true
end

--- Insert the suggestion's beginning and go on showing the rest.
---@param part string a beginning of what is left
---@return boolean
local function accept_part(part)
  assert(shown)
  if part == '' or #part == #shown.text then
    return M.accept()
  end
  insert(part, 0)
  shown.text = shown.text:sub(#part + 1)
  draw()
  local whole = type(shown.item.insertText) == 'table' and shown.item.insertText.value or shown.item.insertText
  local length = server.utf16_length(whole) - server.utf16_length(shown.text)
  server.execute(shown.bufnr, 'lamp.acceptPart', { shown.id, length })
  return true
end

--- Insert the next word, with the white space before it.
---@return boolean # false when there is no suggestion
function M.accept_word()
  if not shown or not M.follow() then
    return false
  end
  return accept_part(vim.fn.matchstr(shown.text, [=[^\_s*\%(\k\+\|\%(\%(\k\|\_s\)\@!.\)\+\)]=]))
end

--- Insert the rest of the line; at a line's end, the whole next line.
---@return boolean # false when there is no suggestion
function M.accept_line()
  if not shown or not M.follow() then
    return false
  end
  return accept_part(shown.text:match('^\n*[^\n]*'))
end

--- Wave the suggestion away.
---@return boolean # false when there is none
function M.dismiss()
  if not shown then
    return false
  end
  server.execute(shown.bufnr, 'lamp.dismiss', { shown.id })
  M.clear()
  return true
end

return M
