--- Text put into the buffer as if it were typed: one step of undo, and part of what `.` and counts repeat.
local M = {}

---@param text string
---@param replaced integer bytes after the cursor to replace
function M.insert(text, replaced)
  local bufnr = vim.api.nvim_get_current_buf()
  -- a break, so that undo takes back the suggestion and not what was typed before it
  vim.bo[bufnr].undolevels = vim.bo[bufnr].undolevels
  if replaced > 0 then
    local row, col = unpack(vim.api.nvim_win_get_cursor(0))
    vim.api.nvim_buf_set_text(bufnr, row - 1, col, row - 1, col + replaced, {})
  end
  vim.api.nvim_paste(text, false, -1) -- the one way in that also fills the redo buffer
  if vim.wo.foldenable and vim.fn.foldclosed('.') ~= -1 then
    vim.cmd('silent! .foldopen!')
  end
end

return M
