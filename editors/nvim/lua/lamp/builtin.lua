--- Neovim's own inline completion (0.12 and newer) as the view, and as what asks while typing.
---
--- Neovim asks and draws. The plugin listens to what passes through its client, so that it knows what is on show and does
--- with it what it does with ghost text of its own: Neovim alone knows neither words nor lines, does not ask by hand,
--- shows on what no longer fits, and inserts once more what was typed along.
local config = require('lamp.config')
local macros = require('lamp.macros')
local menus = require('lamp.menus')
local places = require('lamp.place')
local suggestion = require('lamp.suggestion')

local M = {}

local METHOD = 'textDocument/inlineCompletion'
local AUTOMATIC = 2

---@type "gone"|"coming"|"drawn" What Neovim has of the suggestion.
local state = 'gone'

--- Which item of the answer Neovim has selected.
local selected = 1

--- How the next request was triggered.
local next_kind = AUTOMATIC

--- How often a request by hand was taken back; one that is still on its way then counts as automatic.
local taken_back = 0

--- What Neovim takes an answer with, by buffer.
---@type table<integer, fun(items: table[])>
local takers = {}

--- Requests so far; only the newest is answered.
local newest = 0

--- Let Neovim ask, which it does after its own pause of 200 ms.
---@param bufnr integer
---@param kind integer
local function refresh(bufnr, kind)
  if vim.lsp.inline_completion.is_enabled({ bufnr = bufnr }) then
    next_kind = kind
    vim.api.nvim_exec_autocmds('CursorMovedI', { group = 'nvim.lsp.inline_completion:' .. bufnr, modeline = false })
  end
end

--- Ask, by hand or not.
---@param bufnr integer
---@param kind integer
function M.ask(bufnr, kind)
  local before = taken_back
  vim.schedule(function()
    if vim.api.nvim_get_current_buf() == bufnr and places.writing() then
      refresh(bufnr, taken_back == before and kind or AUTOMATIC)
    end
  end)
end

--- Take back that the next request is one by hand.
function M.forget_hand()
  next_kind = AUTOMATIC
  taken_back = taken_back + 1
end

--- Bring Neovim to the chosen candidate; as it is typed along, Neovim goes on by itself.
---@param shown lamp.Shown
function M.draw(shown)
  local position = shown.candidates[shown.index].position
  if state == 'gone' then
    M.ask(shown.bufnr, AUTOMATIC)
  elseif state == 'drawn' and position ~= selected then
    vim.lsp.inline_completion.select({ bufnr = shown.bufnr, count = position - selected })
    selected = position
  end
end

--- Take away what is on show, by answering Neovim with nothing.
---
--- Its own ways do so a moment later, and end the request that the next key has begun by then.
---@param bufnr integer
function M.erase(bufnr)
  local take = takers[bufnr]
  if state == 'drawn' and take and vim.lsp.inline_completion.is_enabled({ bufnr = bufnr }) then
    take({})
  end
  state, takers[bufnr] = 'gone', nil
end

---@param bufnr integer
---@return boolean # whether nothing is wanted here
local function unwanted(bufnr)
  return not config.current.auto
    or menus.open()
    or macros.replaying()
    or suggestion.beyond_text()
    or bufnr ~= vim.api.nvim_get_current_buf()
end

---@param client vim.lsp.Client
---@param bufnr integer
---@param handler fun(err: table|nil, result: any, context: table)
---@param items table[]
local function hand_on(client, bufnr, handler, items)
  takers[bufnr] = function(given)
    if vim.lsp.buf_is_attached(bufnr, client.id) then
      handler(nil, { items = given }, { method = METHOD, client_id = client.id, bufnr = bufnr })
    end
  end
  takers[bufnr](items)
  state = #items > 0 and 'drawn' or 'gone'
  selected = 1
end

---@param client vim.lsp.Client
---@param bufnr integer
---@param handler fun(err: table|nil, result: any, context: table)
---@param kind integer
---@return fun(err: table|nil, result: any)
local function answered(client, bufnr, handler, kind)
  newest = newest + 1
  local number, asked = newest, places.here(bufnr)
  return function(_, result)
    if number ~= newest then
      return
    end
    local items = result and (result.items or result) or {}
    if not (places.unchanged(asked) and places.writing()) then
      return suggestion.drop(asked, items)
    end
    if #items == 0 then
      require('lamp.asking').got_nothing(asked, kind)
      if kind ~= AUTOMATIC then
        require('lamp.asking').say_why_not(bufnr)
      end
    end
    state = 'coming'
    suggestion.show(bufnr, client, items)
    hand_on(client, bufnr, handler, suggestion.visible() and items or {})
  end
end

--- Listen to the client's requests for inline completions, and answer what is known already.
---@param client vim.lsp.Client
local function listen(client)
  local request = client.request
  rawset(client, 'lamp_request', request) -- for what is asked beside Neovim
  ---@diagnostic disable-next-line: duplicate-set-field
  client.request = function(self, method, params, handler, bufnr)
    if method ~= METHOD then
      return request(self, method, params, handler, bufnr)
    end
    bufnr = (bufnr == nil or bufnr == 0) and vim.api.nvim_get_current_buf() or bufnr
    local kind = next_kind
    next_kind = AUTOMATIC
    local rest = kind == AUTOMATIC and suggestion.rest() or {}
    if #rest > 0 or (kind == AUTOMATIC and unwanted(bufnr)) then
      vim.schedule(function()
        hand_on(client, bufnr, handler, rest)
      end)
      return true
    end
    params.context.triggerKind = kind
    params.formattingOptions = require('lamp.asking').formatting(bufnr)
    return request(self, method, params, answered(client, bufnr, handler, kind), bufnr)
  end
end

--- Let Neovim complete inline in a buffer that the client serves.
---@param client vim.lsp.Client
---@param bufnr integer
function M.attach(client, bufnr)
  if not rawget(client, 'lamp_listens') then
    rawset(client, 'lamp_listens', true)
    listen(client)
  end
  vim.lsp.inline_completion.enable(true, { bufnr = bufnr })
end

return M
