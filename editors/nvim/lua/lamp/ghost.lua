--- The plugin's own ghost text, by extmarks.
local config = require('lamp.config')

local M = {}

local namespace = vim.api.nvim_create_namespace('lamp')

--- Replace tabs, which virtual text shows as control characters, by the spaces that they stand for.
---@param text string
---@param column integer screen column at which it begins
---@param tabstop integer
---@return string
local function expanded(text, column, tabstop)
  if not text:find('\t', 1, true) then
    return text
  end
  local pieces = {}
  for index, piece in ipairs(vim.split(text, '\t', { plain = true })) do
    if index > 1 then
      local width = tabstop - column % tabstop
      pieces[#pieces + 1] = (' '):rep(width)
      column = column + width
    end
    pieces[#pieces + 1] = piece
    column = column + vim.api.nvim_strwidth(piece)
  end
  return table.concat(pieces)
end

---@param bufnr integer
function M.erase(bufnr)
  vim.api.nvim_buf_clear_namespace(bufnr, namespace, 0, -1)
end

--- Draw what is left of the suggestion; what it replaces after the cursor stays where that is its end.
---@param shown lamp.Shown
---@param counter string which candidate it is, empty for the only one
function M.draw(shown, counter)
  M.erase(shown.bufnr)
  local text, position = shown.text, 'inline'
  if shown.replaced ~= '' and text:find('\n', 1, true) then
    position = 'overlay'
  elseif shown.replaced ~= '' and vim.endswith(text, shown.replaced) then
    text = text:sub(1, -#shown.replaced - 1)
  end
  local tabstop = vim.bo[shown.bufnr].tabstop
  local lines = {}
  for index, line in ipairs(vim.split(text, '\n', { plain = true })) do
    local column = index == 1 and vim.fn.virtcol({ shown.row + 1, shown.col + 1 }) - 1 or 0
    lines[index] = { { expanded(line, column, tabstop), config.current.highlight } }
  end
  if counter ~= '' then
    table.insert(lines[#lines], { ' ' .. counter, 'NonText' })
  end
  local rest = vim.list_slice(lines, 2)
  vim.api.nvim_buf_set_extmark(shown.bufnr, namespace, shown.row, shown.col, {
    virt_text = lines[1],
    virt_text_pos = position,
    virt_lines = #rest > 0 and rest or nil,
    hl_mode = 'combine',
  })
end

return M
