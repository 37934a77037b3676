--- A source for nvim-cmp: `require('cmp_lamp').setup()`, then `sources = { { name = 'lamp' } }`.
local source = require('lamp.source')

---@class lamp.CmpSource
local M = {}
M.__index = M

--- Register the source.
function M.setup()
  require('cmp').register_source('lamp', M.new())
end

function M.new()
  return setmetatable({}, M)
end

---@return boolean
function M:is_available()
  return require('lamp.server').client(vim.api.nvim_get_current_buf()) ~= nil
end

---@return string
function M:get_debug_name()
  return 'lamp'
end

---@return string # a suggestion can come after anything
function M:get_keyword_pattern()
  return [[\k*]]
end

---@return string # the columns of the items are bytes
function M:get_position_encoding_kind()
  return 'utf-8'
end

---@return string[]
function M:get_trigger_characters()
  return { ' ', '.', '(', '=', ':', ',' }
end

---@param params table
---@param callback fun(response: table)
function M:complete(params, callback)
  local manual = params.context ~= nil and params.context.option ~= nil and params.context.option.reason == 'manual'
  source.ask(manual, function(items)
    callback({ items = items, isIncomplete = true })
  end)
end

---@param item table
---@param callback fun(item: table)
function M:execute(item, callback)
  source.accepted(item)
  callback(item)
end

return M
