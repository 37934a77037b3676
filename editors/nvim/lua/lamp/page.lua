--- Pages to read: a scratch buffer with highlights, `q` to leave.
local M = {}

---@alias lamp.Piece string|{ [1]: string, [2]: string } text, or text and its highlight group
---@alias lamp.Line lamp.Piece[]

---@class lamp.Page
---@field title string
---@field lines lamp.Line[]
---@field keys? table<string, fun()> Mappings in normal mode.

local namespace = vim.api.nvim_create_namespace('lamp-page')

---@param bufnr integer
---@param lines lamp.Line[]
local function write(bufnr, lines)
  local texts, marks = {}, {}
  for row, line in ipairs(lines) do
    local text = ''
    for _, piece in ipairs(line) do
      local written = type(piece) == 'table' and piece[1] or piece
      if type(piece) == 'table' then
        table.insert(marks, { row - 1, #text, #text + #written, piece[2] })
      end
      text = text .. written
    end
    texts[row] = text
  end
  vim.bo[bufnr].modifiable = true
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, texts)
  vim.bo[bufnr].modifiable = false
  vim.api.nvim_buf_clear_namespace(bufnr, namespace, 0, -1)
  for _, mark in ipairs(marks) do
    vim.api.nvim_buf_set_extmark(bufnr, namespace, mark[1], mark[2], { end_col = mark[3], hl_group = mark[4] })
  end
end

---@param name string
---@return integer bufnr
local function buffer(name)
  local bufnr = vim.fn.bufadd(name)
  vim.fn.bufload(bufnr)
  vim.bo[bufnr].buftype = 'nofile'
  vim.bo[bufnr].bufhidden = 'wipe'
  vim.bo[bufnr].swapfile = false
  return bufnr
end

--- Open a page in a split of its own, or write it anew where it is open.
---@param page lamp.Page
function M.open(page)
  local bufnr = buffer('lamp://' .. page.title)
  write(bufnr, page.lines)
  local win = vim.fn.bufwinid(bufnr)
  if win == -1 then
    vim.cmd('botright split')
    vim.api.nvim_win_set_buf(0, bufnr)
    vim.api.nvim_win_set_height(0, math.min(#page.lines + 1, math.floor(vim.o.lines * 0.6)))
    vim.bo[bufnr].filetype = 'lamp'
    for option, value in pairs({ wrap = true, linebreak = true, number = false, signcolumn = 'no', list = false }) do
      vim.api.nvim_set_option_value(option, value, { scope = 'local', win = 0 })
    end
  end
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = bufnr, nowait = true, desc = 'LAMP: close' })
  for key, act in pairs(page.keys or {}) do
    vim.keymap.set('n', key, act, { buffer = bufnr, nowait = true, desc = 'LAMP' })
  end
end

---@param text string
---@param width integer
---@return string # at least so wide on the screen
function M.padded(text, width)
  return text .. (' '):rep(width - vim.api.nvim_strwidth(text))
end

--- A share as a bar of ten cells.
---@param share number 0 to 1
---@return string
function M.bar(share)
  local filled = math.floor(share * 10 + 0.5)
  return ('█'):rep(filled) .. ('░'):rep(10 - filled)
end

return M
