use std::fmt;

pub struct Cup<'a> {
    label: &'a str,
    litres: f64,
}

impl<'a> Cup<'a> {
    pub fn fill(&mut self, amount: f64) -> Result<f64, String> {
        if amount > self.litres {
            return Err(format!("{} is full", self.label));
        }
        self.litres -= amount;
        match self.label.chars().next() {
            Some('(') => Ok(0.0),
            Some(_) => Ok(self.litres),
            None => Err("no label".to_string()),
        }
    }
}
