--- A word at the cursor that a suggestion is coming, where it takes longer than one waits without noticing.
local places = require('lamp.place')

local M = {}

local namespace = vim.api.nvim_create_namespace('lamp-hint')

--- What takes less is over before the word could be read.
local SOON_MS = 500

local WORD = '  LAMP is thinking …'

local timer = assert(vim.uv.new_timer())

---@type integer|nil the buffer with the word
local shown_in

--- Take the word away, and let none come.
function M.clear()
  timer:stop()
  if shown_in and vim.api.nvim_buf_is_valid(shown_in) then
    vim.api.nvim_buf_clear_namespace(shown_in, namespace, 0, -1)
  end
  shown_in = nil
end

--- Say so in a moment, unless it is over by then or the user moved on.
function M.soon()
  M.clear()
  local asked = places.here(vim.api.nvim_get_current_buf())
  timer:start(
    SOON_MS,
    0,
    vim.schedule_wrap(function()
      if not (places.unchanged(asked) and places.writing()) or require('lamp.suggestion').visible() then
        return
      end
      shown_in = asked.bufnr
      local row = asked.cursor[1] - 1
      vim.api.nvim_buf_set_extmark(
        shown_in,
        namespace,
        row,
        0,
        { virt_text = { { WORD, 'NonText' } }, virt_text_pos = 'eol' }
      )
    end)
  )
end

return M
