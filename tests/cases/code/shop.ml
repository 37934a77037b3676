type 'a cup = { label : string; held : 'a }

let total cups =
  List.fold_left (fun sum c -> sum +. c) 0.0 cups

let name n =
  match n with
  | 1 -> "one"
  | _ -> string_of_int n ^ " cups" (* all *)
