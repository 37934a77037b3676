--- Suggestions as items of a completion menu, for the sources of blink.cmp and nvim-cmp.
local asking = require('lamp.asking')
local server = require('lamp.server')

local M = {}

local INVOKED, AUTOMATIC = 1, 2
local TEXT, PLAIN = 1, 1

--- Shape a suggestion as an item of a menu: it begins with the word at the cursor, as others do.
---
--- Columns are bytes, as blink.cmp has them where no client is named, and nvim-cmp where the source says so.
---@param item table an inline completion
---@param bufnr integer
---@param encoding string of its columns
---@return table
local function menu_item(item, bufnr, encoding)
  local row, col = unpack(vim.api.nvim_win_get_cursor(0))
  local word = vim.api.nvim_get_current_line():sub(1, col):match('[%w_]*$')
  local stop = vim.lsp.util._get_line_byte_from_position(bufnr, item.range['end'], encoding)
  local text = word .. item.insertText
  return {
    label = (vim.trim(text):gsub('\n.*', ' …')),
    filterText = text,
    kind = TEXT,
    insertTextFormat = PLAIN,
    textEdit = {
      newText = text,
      range = { start = { line = row - 1, character = col - #word }, ['end'] = { line = row - 1, character = stop } },
    },
    documentation = { kind = 'markdown', value = ('```%s\n%s\n```'):format(vim.bo[bufnr].filetype, text) },
    command = item.command,
  }
end

--- Ask where the cursor is.
---@param by_hand boolean
---@param done fun(items: table[])
---@return fun() # stops asking
function M.ask(by_hand, done)
  local bufnr = vim.api.nvim_get_current_buf()
  local client = server.client(bufnr)
  if not client then
    done({})
    return function() end
  end
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  ---@cast params table
  params.context = { triggerKind = by_hand and INVOKED or AUTOMATIC }
  params.formattingOptions = asking.formatting(bufnr)
  local id = server.request(client, 'textDocument/inlineCompletion', params, function(_, result)
    if vim.api.nvim_get_current_buf() ~= bufnr then
      return done({})
    end
    done(vim.tbl_map(function(item)
      return menu_item(item, bufnr, client.offset_encoding)
    end, result and (result.items or result) or {}))
  end, bufnr)
  return function()
    if id then
      server.cancel(client, id)
    end
  end
end

--- Tell that an item was inserted.
---@param item table
function M.accepted(item)
  server.execute(vim.api.nvim_get_current_buf(), item.command.command, item.command.arguments)
end

return M
