if vim.g.loaded_lamp then
  return
end
vim.g.loaded_lamp = true

vim.api.nvim_create_user_command('Lamp', function(command)
  require('lamp').command(command.args)
end, {
  nargs = '?',
  desc = 'LAMP: status, pause, resume, suggest, log',
  complete = function(lead)
    return vim.tbl_filter(function(name)
      return vim.startswith(name, lead)
    end, require('lamp').subcommands())
  end,
})
