import { useState } from "react";

export function List({ items }: { items: string[] }) {
  const [open, setOpen] = useState(false);
  return (
    <ul onClick={() => setOpen(!open)}>
      {open &&
        items.map((item) => (
          <li key={item}>
            Here's {item}
          </li>
        ))}
    </ul>
  );
}
