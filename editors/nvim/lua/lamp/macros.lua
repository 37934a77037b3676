--- What was accepted while a macro was recorded.
---
--- A macro holds keys, and a key that accepts means another text each time. So each use of such a key is kept with what
--- it did, under the macro's register, and done again when the macro runs, in the same order.
local M = {}

---@type table<string, (string|false)[]> By register; false where there was nothing to accept.
local kept = {}

---@type table<string, integer> How many of them were used by the run that is under way.
local used = {}

---@return boolean
function M.replaying()
  return vim.fn.reg_executing() ~= ''
end

--- Begin a recording or the first run after other keys.
function M.rewind()
  used = {}
end

function M.recording_began()
  kept[vim.fn.reg_recording()] = {}
  M.rewind()
end

--- Keep what a key did, if a macro is being recorded.
---@param text string|false
function M.note(text)
  local register = vim.fn.reg_recording()
  if register ~= '' then
    kept[register] = kept[register] or {}
    table.insert(kept[register], text)
  end
end

--- What the key that is being replayed did when it was recorded; false for nothing.
---@return string|false
function M.peek()
  local register = vim.fn.reg_executing():lower()
  local texts = kept[register]
  if not texts or #texts == 0 then
    return false
  end
  return texts[(used[register] or 0) % #texts + 1]
end

--- Go on to the next key.
function M.step()
  local register = vim.fn.reg_executing():lower()
  used[register] = (used[register] or 0) + 1
end

return M
