--- Where a suggestion is asked for, and whether the user is there still when the answer comes.
local M = {}

---@class lamp.Place
---@field bufnr integer
---@field tick integer
---@field cursor integer[]

---@param bufnr integer
---@return lamp.Place # where the user is
function M.here(bufnr)
  return { bufnr = bufnr, tick = vim.api.nvim_buf_get_changedtick(bufnr), cursor = vim.api.nvim_win_get_cursor(0) }
end

---@return boolean # whether the user is in insert mode
function M.writing()
  return vim.api.nvim_get_mode().mode:sub(1, 1) == 'i'
end

---@param place lamp.Place
---@return boolean # whether neither the text nor the cursor moved
function M.unchanged(place)
  return vim.api.nvim_get_current_buf() == place.bufnr and vim.deep_equal(M.here(place.bufnr), place)
end

---@param place lamp.Place
---@return boolean # whether the user wrote on in the same buffer
function M.went_on(place)
  return M.writing()
    and vim.api.nvim_get_current_buf() == place.bufnr
    and vim.api.nvim_buf_get_changedtick(place.bufnr) ~= place.tick
end

return M
