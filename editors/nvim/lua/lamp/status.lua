--- What LAMP is doing, as its `lamp/status` says, for a status line.
local M = {}

---@alias lamp.State "starting"|"loading"|"ready"|"thinking"|"learning"|"paused"|"no_model"|"slow"|"no_daemon"|"off"

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
}

---@param status lamp.Status
function M.set(status)
  if status.progress == vim.NIL then
    status.progress = nil
  end
  M.current = status
  vim.api.nvim_exec_autocmds('User', { pattern = 'LampStatus', data = status, modeline = false })
  vim.cmd.redrawstatus()
end

--- Take in that the server ended.
function M.lost()
  M.set({ state = 'off', message = '', progress = nil })
end

--- What LAMP is doing, in a few words; empty where it does nothing.
---@return string
function M.line()
  local word = WORDS[M.current.state]
  if not word then
    return ''
  end
  local progress = M.current.progress and (' %d%%'):format(M.current.progress * 100) or ''
  return 'LAMP ' .. word .. progress
end

return M
