--- When suggestions are asked for.
local config = require('lamp.config')
local server = require('lamp.server')
local suggestion = require('lamp.suggestion')

local M = {}

local INVOKED, AUTOMATIC = 1, 2

local timer = assert(vim.uv.new_timer())

---@type { client: vim.lsp.Client, id: integer }|nil
local running

local function cancel()
  timer:stop()
  if running then
    server.cancel(running.client, running.id)
    running = nil
  end
end

---@param bufnr integer
---@param kind integer
local function ask(bufnr, kind)
  local client = server.client(bufnr)
  if not client then
    return
  end
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  ---@cast params table
  params.context = { triggerKind = kind }
  params.formattingOptions = {
    tabSize = vim.lsp.util.get_effective_tabstop(bufnr),
    insertSpaces = vim.bo[bufnr].expandtab,
  }
  local tick = vim.api.nvim_buf_get_changedtick(bufnr)
  local place = vim.api.nvim_win_get_cursor(0)
  local id = server.request(client, 'textDocument/inlineCompletion', params, function(_, result)
    running = nil
    local item = result and (result.items or result)[1]
    local unchanged = vim.api.nvim_get_current_buf() == bufnr
      and vim.api.nvim_buf_get_changedtick(bufnr) == tick
      and vim.deep_equal(vim.api.nvim_win_get_cursor(0), place)
    if item and unchanged and vim.fn.mode():sub(1, 1) == 'i' and vim.fn.pumvisible() == 0 then
      suggestion.show(bufnr, client, item)
    end
  end, bufnr)
  running = id and { client = client, id = id } or nil
end

--- Ask now, by hand.
function M.now()
  cancel()
  ask(vim.api.nvim_get_current_buf(), INVOKED)
end

--- Take in that the text or the cursor moved: go on with what is shown, or ask after a pause.
function M.moved()
  if suggestion.follow() then
    return
  end
  cancel()
  if not config.current.auto then
    return
  end
  local bufnr = vim.api.nvim_get_current_buf()
  timer:start(
    config.current.debounce_ms,
    0,
    vim.schedule_wrap(function()
      if vim.api.nvim_get_current_buf() == bufnr and vim.fn.mode():sub(1, 1) == 'i' then
        ask(bufnr, AUTOMATIC)
      end
    end)
  )
end

--- Stop asking and showing.
function M.stop()
  cancel()
  suggestion.clear()
end

return M
