--- Mappings: none by themselves, each with what the key did before when there is nothing to do.
local asking = require('lamp.asking')
local config = require('lamp.config')
local suggestion = require('lamp.suggestion')

local M = {}

---@type lamp.Mappings
M.SUGGESTED = {
  accept = '<Tab>',
  accept_word = '<M-Right>',
  accept_line = '<M-Down>',
  next = '<M-]>',
  previous = '<M-[>',
  trigger = '<M-Bslash>',
  dismiss = '<C-]>',
}

---@class lamp.Act
---@field about string
---@field run fun()
---@field ready fun(): boolean whether it has something to do; else the key does what it did before

---@return boolean
local function always()
  return true
end

---@type table<string, lamp.Act>
local acts = {
  accept = { about = 'accept the suggestion', run = suggestion.accept, ready = suggestion.ready },
  accept_word = { about = 'accept its next word', run = suggestion.accept_word, ready = suggestion.ready },
  accept_line = { about = 'accept its line', run = suggestion.accept_line, ready = suggestion.ready },
  dismiss = { about = 'dismiss it', run = suggestion.dismiss, ready = suggestion.visible },
  trigger = { about = 'ask now', run = asking.now, ready = always },
  next = {
    about = 'next candidate',
    run = function()
      asking.cycle(1)
    end,
    ready = always,
  },
  previous = {
    about = 'previous candidate',
    run = function()
      asking.cycle(-1)
    end,
    ready = always,
  },
}

--- Run an act by its name.
---@param name string
function M.run(name)
  acts[name].run()
end

--- What an `expr` mapping returns: the act where it has something to do, else `fallback`.
---@param name string
---@param fallback string|fun(): string keys as they are written in mappings
---@return string
function M.expr(name, fallback)
  if acts[name].ready() then
    return ('<Cmd>lua require("lamp.keys").run("%s")<CR>'):format(name)
  end
  return type(fallback) == 'function' and fallback() or fallback --[[@as string]]
end

--- What other mappings call, by number.
---@type fun()[]
local callbacks = {}

--- Do what another mapping does.
---@param number integer
function M.call(number)
  callbacks[number]()
end

--- Keys that call a function when it is their turn, before those that follow.
---@param callback fun()
---@return string
local function calling(callback)
  table.insert(callbacks, callback)
  return ('<Cmd>lua require("lamp.keys").call(%d)<CR>'):format(#callbacks)
end

--- What a key did before: another mapping's doing, or the key itself.
---@param key string
---@param before table as `maparg()` gives it
---@return string|fun(): string
local function before_us(key, before)
  if vim.tbl_isempty(before) then
    return key
  end
  if before.expr == 1 then
    return function()
      local result = before.callback and before.callback() or vim.api.nvim_eval(before.rhs or '""')
      return type(result) == 'string' and result or ''
    end
  end
  return before.callback and calling(before.callback) or before.rhs
end

---@param name string
---@param key string
local function map(name, key)
  local before = vim.fn.maparg(key, 'i', false, true)
  if (before.desc or ''):find('^LAMP: ') then
    return
  end
  local fallback = before_us(key, before)
  vim.keymap.set('i', key, function()
    return M.expr(name, fallback)
  end, { expr = true, desc = 'LAMP: ' .. acts[name].about })
end

--- Map the keys that the options name.
function M.set()
  local wanted = config.current.mappings
  if wanted == true then
    wanted = M.SUGGESTED
  end
  for name, key in pairs(wanted or {}) do
    if not acts[name] then
      require('lamp.server').say(
        ('`mappings.%s` is no mapping; see :help lamp-mappings'):format(name),
        vim.log.levels.WARN
      )
    elseif key then
      map(name, key)
    end
  end
end

return M
