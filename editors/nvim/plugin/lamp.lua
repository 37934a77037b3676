if vim.g.loaded_lamp then
  return
end
vim.g.loaded_lamp = true

vim.api.nvim_create_user_command('Lamp', function(command)
  local lines = command.range > 0 and { command.line1, command.line2 } or nil
  require('lamp.commands').run(command.args, lines)
end, {
  nargs = '*',
  range = true,
  desc = 'LAMP: status, pause, profile, why, good, bad ...',
  complete = function(lead, line)
    return require('lamp.commands').complete(lead, line)
  end,
})
