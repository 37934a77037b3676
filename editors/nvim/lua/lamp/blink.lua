--- A source for blink.cmp: `sources.providers.lamp = { name = 'LAMP', module = 'lamp.blink', async = true }`.
local source = require('lamp.source')

---@class lamp.BlinkSource
local M = {}
M.__index = M

---@return lamp.BlinkSource
function M.new()
  return setmetatable({}, M)
end

---@return boolean
function M:enabled()
  return require('lamp.server').client(vim.api.nvim_get_current_buf()) ~= nil
end

---@param _ table
---@param callback fun(response: table)
---@return fun() # cancels
function M:get_completions(_, callback)
  return source.ask(false, function(items)
    callback({ items = items, is_incomplete_forward = true, is_incomplete_backward = true })
  end)
end

---@param _ table
---@param item table
---@param callback fun()
---@param default_implementation fun()
function M:execute(_, item, callback, default_implementation)
  default_implementation()
  source.accepted(item)
  callback()
end

return M
