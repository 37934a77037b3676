--- What LAMP is doing, as its `lamp/status` says, for a status line.
local M = {}

---@alias lamp.State "starting"|"loading"|"ready"|"thinking"|"learning"|"paused"|"no_model"|"slow"|"no_daemon"|"off"|"snoozed"

---@class lamp.Status
---@field state lamp.State
---@field message string
---@field progress number|nil

---@type lamp.Status
M.current = { state = 'off', message = '', progress = nil }

local WORDS = {
  starting = 'starting',
  loading = 'loading',
  ready = 'ready',
  thinking = 'thinking',
  learning = 'learning',
  paused = 'paused',
  no_model = 'no model',
  slow = 'slow',
  no_daemon = 'no daemon',
  snoozed = 'snoozed',
}

--- States that end by themselves, or by somebody's doing elsewhere, in suggestions.
local WAITS = { starting = true, loading = true, no_model = true, no_daemon = true }
local ANSWERS = { ready = true, learning = true, slow = true }

---@type boolean Whether LAMP could not answer when it last was in a state that says so.
local could_not = false

---@param status lamp.Status
function M.set(status)
  if status.progress == vim.NIL then
    status.progress = nil
  end
  M.current = status
  if status.state == 'thinking' then
    require('lamp.hint').soon()
  else
    require('lamp.hint').clear()
  end
  local can_again = could_not and ANSWERS[status.state]
  could_not = WAITS[status.state] or (could_not and not ANSWERS[status.state])
  if can_again then
    require('lamp.asking').can_answer()
  end
  vim.api.nvim_exec_autocmds('User', { pattern = 'LampStatus', data = status, modeline = false })
  vim.cmd.redrawstatus()
end

--- Take in that the server ended.
function M.lost()
  M.set({ state = 'off', message = '', progress = nil })
end

---@type string|nil What the assistant is doing.
local asked

--- Take in what the assistant begins to do; nil when it is done.
---@param word string|nil
function M.doing(word)
  asked = word
  vim.cmd.redrawstatus()
end

--- What LAMP is doing, in a few words; empty where it does nothing.
---@return string
function M.line()
  local word = asked or WORDS[M.current.state]
  if not word then
    return ''
  end
  local progress = M.current.progress and (' %d%%'):format(M.current.progress * 100) or ''
  return 'LAMP ' .. word .. progress
end

return M
