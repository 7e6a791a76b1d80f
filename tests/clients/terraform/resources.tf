# One of each resource that Terraform's AWS provider has for Systems Manager. `step` 2 changes each of them.

variable "step" { type = number }

locals {
  second = var.step == 2
  tags   = { Team = local.second ? "platform" : "shop", (local.second ? "Cost" : "Stage") = "x" }
}

resource "aws_ssm_parameter" "text" {
  name            = "/shop/port"
  type            = "String"
  value           = local.second ? "3307" : "3306"
  description     = local.second ? "Where the database listens" : "The port"
  allowed_pattern = local.second ? "" : "^[0-9]+$"
  tier            = "Standard"
  tags            = local.tags
}

resource "aws_ssm_parameter" "list" {
  name  = "subnets"
  type  = "StringList"
  value = local.second ? "a,b,c" : "a,b"
}

resource "aws_ssm_parameter" "secret" {
  name   = "/shop/password"
  type   = "SecureString"
  value  = local.second ? "changed" : "first"
  key_id = local.second ? "alias/own" : "alias/aws/ssm"
  tier   = local.second ? "Advanced" : "Standard"
}

resource "aws_ssm_document" "command" {
  name          = "restart"
  document_type = "Command"
  target_type   = "/AWS::EC2::Instance"
  version_name  = local.second ? "two" : "one"
  content = jsonencode({
    schemaVersion = "2.2"
    description   = "Restarts a service"
    parameters    = { service = { type = "String", default = "nginx" } }
    mainSteps = [{
      action = "aws:runShellScript"
      name   = "restart"
      inputs = { runCommand = ["systemctl restart {{ service }}", local.second ? "echo done" : "true"] }
    }]
  })
  permissions = local.second ? { type = "Share", account_ids = "210987654321" } : null
  tags        = local.tags
}

resource "aws_ssm_document" "runbook" {
  name            = "wait"
  document_type   = "Automation"
  document_format = "YAML"
  content         = <<-YAML
    schemaVersion: '0.3'
    parameters:
      Minutes: {type: String, default: '1'}
    mainSteps:
      - name: wait
        action: aws:sleep
        inputs: {Duration: "PT{{ Minutes }}${local.second ? "M" : "S"}"}
  YAML
}

resource "aws_ssm_document" "calendar" {
  name            = "freeze"
  document_type   = "ChangeCalendar"
  document_format = "TEXT"
  content = join("\r\n", [
    "BEGIN:VCALENDAR", "PRODID:-//AWS//Change Calendar 1.0//EN", "VERSION:2.0",
    "X-CALENDAR-TYPE:DEFAULT_OPEN", "X-WR-CALDESC:", "BEGIN:VEVENT", "DTSTAMP:20270101T000000Z", "UID:1",
    "SEQUENCE:0", "SUMMARY:${local.second ? "Summer" : "Winter"}", "DTSTART:20270201T000000Z",
    "DTEND:20270202T000000Z", "X-EVENT-TYPE:STANDARD", "END:VEVENT", "END:VCALENDAR", "",
  ])
}

resource "aws_ssm_association" "restart" {
  name                        = aws_ssm_document.command.name
  association_name            = local.second ? "restart-all" : "restart-web"
  document_version            = "$LATEST"
  parameters                  = { service = local.second ? "httpd" : "nginx" }
  schedule_expression         = local.second ? "cron(0 2 ? * SUN *)" : "rate(12 hours)"
  apply_only_at_cron_interval = local.second
  compliance_severity         = local.second ? "HIGH" : "LOW"
  sync_compliance             = local.second ? "MANUAL" : null
  max_concurrency             = local.second ? "50%" : "10"
  max_errors                  = local.second ? "25%" : "1"

  targets {
    key    = "tag:Role"
    values = local.second ? ["web", "api"] : ["web"]
  }

  output_location {
    s3_bucket_name = "logs"
    s3_key_prefix  = local.second ? "restart/all" : "restart/web"
    s3_region      = "us-east-1"
  }

  tags = local.tags
}

resource "aws_ssm_association" "automation" {
  name                             = aws_ssm_document.runbook.name
  automation_target_parameter_name = "Minutes"

  targets {
    key    = "ParameterValues"
    values = local.second ? ["1", "2"] : ["1"]
  }
}

# Without targets, which AWS fills in with one that it takes back from nobody: this one stays as it is.
resource "aws_ssm_association" "untargeted" {
  name = aws_ssm_document.runbook.name
}

resource "aws_ssm_maintenance_window" "weekly" {
  name                       = local.second ? "sunday" : "weekly"
  description                = local.second ? null : "Patching"
  schedule                   = local.second ? "cron(0 0 3 ? * SUN *)" : "rate(7 days)"
  schedule_timezone          = local.second ? "Europe/Berlin" : null
  schedule_offset            = local.second ? 1 : null
  duration                   = local.second ? 4 : 3
  cutoff                     = local.second ? 1 : 0
  start_date                 = local.second ? null : "2027-01-01T00:00:00Z"
  end_date                   = local.second ? "2030-01-01T00:00:00Z" : null
  enabled                    = local.second
  allow_unassociated_targets = !local.second
  tags                       = local.tags
}

resource "aws_ssm_maintenance_window_target" "web" {
  window_id         = aws_ssm_maintenance_window.weekly.id
  name              = local.second ? "web-and-api" : "web"
  description       = local.second ? null : "The web servers"
  owner_information = local.second ? "platform" : "shop"
  resource_type     = "INSTANCE"

  targets {
    key    = "tag:Role"
    values = local.second ? ["web", "api"] : ["web"]
  }
}

resource "aws_ssm_maintenance_window_target" "group" {
  window_id     = aws_ssm_maintenance_window.weekly.id
  resource_type = "RESOURCE_GROUP"

  targets {
    key    = "resource-groups:Name"
    values = ["servers"]
  }
}

resource "aws_ssm_maintenance_window_task" "patch" {
  window_id        = aws_ssm_maintenance_window.weekly.id
  name             = local.second ? "install" : "scan"
  description      = local.second ? null : "Looks for patches"
  task_type        = "RUN_COMMAND"
  task_arn         = "AWS-RunPatchBaseline"
  service_role_arn = "arn:aws:iam::123456789012:role/windows"
  priority         = local.second ? 2 : 1
  max_concurrency  = local.second ? "50%" : "10"
  max_errors       = local.second ? "25%" : "1"
  cutoff_behavior  = local.second ? "CANCEL_TASK" : "CONTINUE_TASK"

  targets {
    key    = "WindowTargetIds"
    values = [aws_ssm_maintenance_window_target.web.id]
  }

  task_invocation_parameters {
    run_command_parameters {
      comment              = local.second ? "install" : "scan"
      document_version     = "$DEFAULT"
      output_s3_bucket     = "logs"
      output_s3_key_prefix = "patching"
      service_role_arn     = "arn:aws:iam::123456789012:role/notify"
      timeout_seconds      = local.second ? 1200 : 600

      notification_config {
        notification_arn    = "arn:aws:sns:us-east-1:123456789012:patching"
        notification_events = local.second ? ["Failed", "TimedOut"] : ["All"]
        notification_type   = "Command"
      }

      cloudwatch_config {
        cloudwatch_log_group_name = "/patching"
        cloudwatch_output_enabled = true
      }

      parameter {
        name   = "Operation"
        values = [local.second ? "Install" : "Scan"]
      }
    }
  }
}

resource "aws_ssm_maintenance_window_task" "automation" {
  window_id = aws_ssm_maintenance_window.weekly.id
  task_type = "AUTOMATION"
  task_arn  = aws_ssm_document.runbook.name
  priority  = 3

  task_invocation_parameters {
    automation_parameters {
      document_version = local.second ? "$DEFAULT" : "$LATEST"
    }
  }
}

resource "aws_ssm_maintenance_window_task" "lambda" {
  window_id       = aws_ssm_maintenance_window.weekly.id
  task_type       = "LAMBDA"
  task_arn        = "arn:aws:lambda:us-east-1:123456789012:function:clean"
  max_concurrency = "1"
  max_errors      = "1"

  targets {
    key    = "WindowTargetIds"
    values = [aws_ssm_maintenance_window_target.web.id]
  }

  task_invocation_parameters {
    lambda_parameters {
      client_context = base64encode("{\"client\": {}}")
      payload        = local.second ? "{\"deep\": true}" : "{\"deep\": false}"
      qualifier      = "live"
    }
  }
}

resource "aws_ssm_maintenance_window_task" "machine" {
  window_id = aws_ssm_maintenance_window.weekly.id
  task_type = "STEP_FUNCTIONS"
  task_arn  = "arn:aws:states:us-east-1:123456789012:stateMachine:drain"

  task_invocation_parameters {
    step_functions_parameters {
      input = local.second ? "{\"hours\": 2}" : "{\"hours\": 1}"
      name  = "drain"
    }
  }
}

resource "aws_ssm_patch_baseline" "linux" {
  name                                 = local.second ? "linux-late" : "linux"
  description                          = local.second ? "Two weeks later" : "Security at once"
  operating_system                     = "AMAZON_LINUX_2023"
  approved_patches                     = local.second ? [] : ["kernel-6.1*", "openssl*"]
  approved_patches_compliance_level    = local.second ? "CRITICAL" : "HIGH"
  approved_patches_enable_non_security = !local.second
  rejected_patches                     = local.second ? ["curl*"] : []
  rejected_patches_action              = local.second ? "BLOCK" : "ALLOW_AS_DEPENDENCY"

  global_filter {
    key    = "PRODUCT"
    values = ["AmazonLinux2023"]
  }

  approval_rule {
    approve_after_days  = local.second ? 14 : 7
    compliance_level    = "CRITICAL"
    enable_non_security = local.second

    patch_filter {
      key    = "CLASSIFICATION"
      values = local.second ? ["Security", "Bugfix"] : ["Security"]
    }

    patch_filter {
      key    = "SEVERITY"
      values = ["Critical"]
    }
  }

  approval_rule {
    approve_until_date = local.second ? "2027-06-30" : "2027-03-31"

    patch_filter {
      key    = "PRODUCT"
      values = ["*"]
    }
  }

  tags = local.tags
}

resource "aws_ssm_patch_baseline" "other" {
  name             = "linux-other"
  operating_system = "AMAZON_LINUX_2023"
}

resource "aws_ssm_patch_baseline" "red_hat" {
  name             = "red-hat"
  operating_system = "REDHAT_ENTERPRISE_LINUX"

  source {
    name          = "internal"
    products      = ["RedhatEnterpriseLinux9.4"]
    configuration = "[internal]\nname=internal\nbaseurl=https://yum.example.com/${local.second ? 2 : 1}\n"
  }

  approval_rule {
    approve_after_days = 0

    patch_filter {
      key    = "PRODUCT"
      values = ["*"]
    }
  }
}

resource "aws_ssm_patch_group" "servers" {
  baseline_id = local.second ? aws_ssm_patch_baseline.other.id : aws_ssm_patch_baseline.linux.id
  patch_group = "Production Servers"
}

resource "aws_ssm_default_patch_baseline" "linux" {
  baseline_id      = local.second ? aws_ssm_patch_baseline.other.id : aws_ssm_patch_baseline.linux.id
  operating_system = "AMAZON_LINUX_2023"
}

resource "aws_ssm_service_setting" "tier" {
  setting_id    = "arn:aws:ssm:us-east-1:123456789012:servicesetting/ssm/parameter-store/high-throughput-enabled"
  setting_value = local.second ? "false" : "true"
}

resource "aws_ssm_resource_data_sync" "inventory" {
  name = "inventory"

  s3_destination {
    bucket_name = "inventory"
    prefix      = local.second ? "all" : "some"
    region      = "us-east-1"
  }
}

resource "aws_ssm_activation" "tills" {
  name               = local.second ? "till" : "checkout"
  description        = "Tills"
  iam_role           = "service-role/Machines"
  registration_limit = local.second ? 20 : 10
  tags               = local.tags
}
