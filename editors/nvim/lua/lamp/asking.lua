--- When suggestions are asked for.
local config = require('lamp.config')
local macros = require('lamp.macros')
local menus = require('lamp.menus')
local places = require('lamp.place')
local server = require('lamp.server')
local suggestion = require('lamp.suggestion')

local M = {}

local INVOKED, AUTOMATIC = 1, 2

local timer = assert(vim.uv.new_timer())

---@type { client: vim.lsp.Client, id: integer, kind: integer, asked: lamp.Place }|nil
local running

---@type { place: lamp.Place, kind: integer }|nil What got nothing while LAMP could not answer.
local waiting

local function cancel()
  timer:stop()
  if config.neovim_draws() then
    require('lamp.builtin').forget_hand()
  end
  if running then
    server.cancel(running.client, running.id)
    running = nil
  end
end

--- Say why a request by hand got nothing.
---@param bufnr integer
function M.say_why_not(bufnr)
  server.execute(bufnr, 'lamp.whyNot', {}, function(answer)
    if answer and answer.reason ~= '' then
      server.say(answer.reason)
    end
  end)
end

--- Remember a place that got nothing, in case that LAMP could not answer: that is told only later.
---@param place lamp.Place
---@param kind integer
function M.got_nothing(place, kind)
  waiting = { place = place, kind = kind }
end

--- What tells the server how the buffer is indented.
---@param bufnr integer
---@return table
function M.formatting(bufnr)
  return { tabSize = vim.lsp.util.get_effective_tabstop(bufnr), insertSpaces = vim.bo[bufnr].expandtab }
end

---@param bufnr integer
---@param kind integer
local function ask(bufnr, kind)
  local client = server.living_client(bufnr)
  if not client or suggestion.beyond_text() then
    return
  end
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  ---@cast params table
  params.context = { triggerKind = kind }
  params.formattingOptions = M.formatting(bufnr)
  local asked = places.here(bufnr)
  local id ---@type integer|nil
  id = server.request(client, 'textDocument/inlineCompletion', params, function(_, result)
    if running and running.id ~= id then
      return
    end
    running = nil
    local items = result and (result.items or result) or {}
    local unchanged = places.unchanged(asked)
    if #items > 0 and unchanged and places.writing() then
      suggestion.show(bufnr, client, items)
    elseif #items > 0 then
      suggestion.drop(asked, items)
    elseif unchanged then
      M.got_nothing(asked, kind)
      if kind == INVOKED then
        M.say_why_not(bufnr)
      end
    end
  end, bufnr)
  running = id and { client = client, id = id, kind = kind, asked = asked } or nil
end

---@param bufnr integer
---@return string|nil # why nothing can be asked for by hand, in a sentence
local function obstacle(bufnr)
  if not config.serves(bufnr) then
    return 'nothing is suggested in this buffer: it has no file type, is no file, or the options leave it out.'
  elseif server.gave_up and not server.client(bufnr) then
    return server.DOES_NOT_RUN
  elseif menus.open() then
    return 'a completion menu is open and has precedence; close it and ask again.'
  end
end

local function ask_by_hand()
  local bufnr = vim.api.nvim_get_current_buf()
  cancel()
  if not config.neovim_draws() then
    ask(bufnr, INVOKED)
  elseif server.living_client(bufnr) then
    require('lamp.builtin').ask(bufnr, INVOKED)
  end
end

local ask_by_hand_soon = vim.schedule_wrap(function()
  if places.writing() then
    ask_by_hand()
  end
end)

--- Go on writing behind the cursor, as `a` does, and ask there.
local function begin_and_ask()
  vim.api.nvim_create_autocmd('InsertEnter', { buffer = 0, once = true, callback = ask_by_hand_soon })
  vim.api.nvim_feedkeys('a', 'ni', false)
end

--- How to ask by hand, by the mode as `nvim_get_mode()` names it; suggestions are shown in insert mode alone.
---@type table<string, fun()>
local by_mode = { n = begin_and_ask, niI = ask_by_hand_soon, i = ask_by_hand, ic = ask_by_hand, ix = ask_by_hand }

--- Ask now, by hand, for as many candidates as the setting `candidates` says.
function M.now()
  local run = vim.bo.modifiable and by_mode[vim.api.nvim_get_mode().mode]
  local why_not = obstacle(vim.api.nvim_get_current_buf())
  if why_not or not run then
    return server.say(why_not or 'suggestions are shown in insert mode; ask again there.', vim.log.levels.WARN)
  end
  run()
end

--- Show the next candidate, or ask for more where there is no other.
---@param step integer
function M.cycle(step)
  if not suggestion.cycle(step) then
    M.now()
  end
end

--- Whether a request by hand runs for this very place: Neovim may tell of the key before it only now.
---@return boolean
local function asked_by_hand_here()
  return running ~= nil and running.kind == INVOKED and places.unchanged(running.asked)
end

--- Take in that the text or the cursor moved: go on with what is shown, or ask after a pause.
function M.moved()
  if macros.replaying() then
    return
  end
  macros.rewind()
  local had_one = suggestion.text() ~= nil
  if suggestion.follow() or asked_by_hand_here() then
    return
  end
  cancel()
  local bufnr = vim.api.nvim_get_current_buf()
  if config.neovim_draws() then
    return server.living_client(bufnr) and had_one and require('lamp.builtin').ask(bufnr, AUTOMATIC)
  end
  if not config.current.auto or not places.writing() then
    return
  end
  timer:start(
    config.current.debounce_ms,
    0,
    vim.schedule_wrap(function()
      if vim.api.nvim_get_current_buf() == bufnr and places.writing() and not menus.open() then
        ask(bufnr, AUTOMATIC)
      end
    end)
  )
end

--- Take in that a server is there by now for a buffer, where the user may be writing already.
---@param bufnr integer
function M.began(bufnr)
  if vim.api.nvim_get_current_buf() ~= bufnr or not places.writing() then
    return
  end
  if config.neovim_draws() then
    return require('lamp.builtin').ask(bufnr, AUTOMATIC)
  end
  M.moved()
end

--- Take in that a completion menu closed: what still fits comes back, else a suggestion is asked for.
function M.menu_closed()
  suggestion.unhide()
  if not suggestion.visible() then
    M.began(vim.api.nvim_get_current_buf())
  end
end

--- Take in that LAMP can answer again: ask anew for the place that waits, if the user is still there.
function M.can_answer()
  local before = waiting
  waiting = nil
  if not before or not places.unchanged(before.place) or not places.writing() then
    return
  end
  local bufnr = before.place.bufnr
  if config.neovim_draws() then
    return require('lamp.builtin').ask(bufnr, before.kind)
  end
  ask(bufnr, before.kind)
end

--- Stop asking and showing.
function M.stop()
  cancel()
  suggestion.clear()
  suggestion.unhide()
end

return M
