# What of `examples/estate` Terraform cannot write into a configuration by itself: values and contents, which it
# hides or lays out anew, and windows, for which it writes an offset that they do not have.

locals {
  tags = { Owner = "platform", Environment = "Production", "trueup:stack" = "estate/production/c05e97a21f6d384b" }
}

resource "aws_ssm_parameter" "linux" {
  name        = "/AmazonCloudWatch-estate/production/linux"
  type        = "String"
  description = "Configuration of the CloudWatch agent on Linux"
  value       = file("agent.json")
  tags        = local.tags
}

resource "aws_ssm_document" "SSM-SessionManagerRunShell" {
  name          = "SSM-SessionManagerRunShell"
  document_type = "Session"
  content       = file("session.json")
  tags          = local.tags
}

resource "aws_ssm_maintenance_window" "sunday-patching" {
  name              = "sunday-patching"
  description       = "Patches every node, half of them at a time"
  schedule          = "cron(0 2 ? * SUN *)"
  schedule_timezone = "America/New_York"
  duration          = 4
  cutoff            = 1
  tags              = merge(local.tags, { "trueup:name" = "sunday-patching", "trueup:protect" = "true" })
}

resource "aws_ssm_maintenance_window" "monthly-image" {
  name              = "monthly-image"
  description       = "Makes the month's image from AWS's newest"
  schedule          = "cron(0 4 ? * WED#2 *)"
  schedule_timezone = "America/New_York"
  duration          = 3
  cutoff            = 1
  tags              = merge(local.tags, { "trueup:name" = "monthly-image" })
}
