--- Several suggestions for one place, asked for by hand, to choose from.
local asking = require('lamp.asking')
local server = require('lamp.server')

local M = {}

local INVOKED = 1

---@param bufnr integer
---@param client vim.lsp.Client
---@param item table
local function insert(bufnr, client, item)
  vim.lsp.util.apply_text_edits({ { range = item.range, newText = item.insertText } }, bufnr, client.offset_encoding)
  local row = item.range.start.line + select(2, item.insertText:gsub('\n', ''))
  if vim.api.nvim_get_current_buf() == bufnr then
    vim.api.nvim_win_set_cursor(0, { row + 1, #vim.api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1] })
  end
  server.execute(bufnr, item.command.command, item.command.arguments)
end

---@param items table[]
---@param chosen table|nil
---@param bufnr integer
local function leave_the_others(items, chosen, bufnr)
  for _, item in ipairs(items) do
    if item ~= chosen then
      server.execute(bufnr, 'lamp.notShown', item.command.arguments)
    end
  end
end

--- Ask where the cursor is, and insert the one that the user chooses.
function M.choose()
  local bufnr = vim.api.nvim_get_current_buf()
  local client = server.living_client(bufnr)
  if not client then
    return server.say(server.DOES_NOT_RUN, vim.log.levels.WARN)
  end
  asking.stop()
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  ---@cast params table
  params.context = { triggerKind = INVOKED }
  params.formattingOptions = asking.formatting(bufnr)
  local tick = vim.api.nvim_buf_get_changedtick(bufnr)
  server.request(client, 'textDocument/inlineCompletion', params, function(_, result)
    local items = result and (result.items or result) or {}
    if #items == 0 then
      return asking.say_why_not(bufnr)
    end
    vim.ui.select(items, {
      prompt = 'Suggestions',
      kind = 'lamp',
      format_item = function(item)
        return (vim.trim(item.insertText):gsub('\n%s*', ' ⏎ '))
      end,
    }, function(chosen)
      if chosen and vim.api.nvim_buf_get_changedtick(bufnr) == tick then
        insert(bufnr, client, chosen)
      end
      leave_the_others(items, chosen, bufnr)
    end)
  end, bufnr)
end

return M
