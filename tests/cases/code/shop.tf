variable "name" {
  default = "cups"
}

resource "aws_s3_bucket" "cups" {
  bucket = "${var.name}-bucket"

  tags = {
    env = "dev"
  }
}
