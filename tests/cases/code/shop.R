total <- function(cups) {
  full <- cups[cups$litres > 0, ]
  if (nrow(full) == 0) {
    return(0)
  }
  # the sum (of all)
  sum(full$litres)
}

for (name in c("a", "b")) {
  print(name)
}
