if vim.g.loaded_lamp then
  return
end
vim.g.loaded_lamp = true

vim.api.nvim_create_user_command('Lamp', function(command)
  require('lamp.commands').run(command.args)
end, {
  nargs = '*',
  desc = 'LAMP: status, pause, profile, why, good, bad ...',
  complete = function(lead, line)
    return require('lamp.commands').complete(lead, line)
  end,
})
