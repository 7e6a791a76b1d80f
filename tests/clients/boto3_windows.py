"""Maintenance windows and calendars through boto3, against a sandbox that is served.

    python3 boto3_windows.py http://127.0.0.1:PORT

Every operation that the sandbox covers of these is called, and errors are compared by code. It takes an account
of its own, so it can run again on the same sandbox. Exits with 1 at the first thing that is not as on AWS.
"""

import datetime
import re
import sys
import uuid

from checks import clients, listed, refused, same

ssm, tagging = clients(sys.argv[1], "ssm", "resourcegroupstaggingapi")

NONE = "11111111-2222-3333-4444-555555555555"


def windows():
    create = dict(
        Name="sunday",
        Schedule="cron(0 3 ? * SUN *)",
        ScheduleTimezone="Europe/Berlin",
        Duration=4,
        Cutoff=1,
        AllowUnassociatedTargets=False,
        ClientToken=str(uuid.uuid4()),
        Tags=[{"Key": "Team", "Value": "web"}],
    )
    made = ssm.create_maintenance_window(**create)["WindowId"]
    same(bool(re.fullmatch("mw-[0-9a-f]{17}", made)), True, made)
    same(ssm.create_maintenance_window(**create)["WindowId"], made)
    refused("IdempotentParameterMismatch", ssm.create_maintenance_window, **create | {"Duration": 5})
    refused("ValidationException", ssm.create_maintenance_window, **create | {"Cutoff": 4, "ClientToken": "other"})
    refused("ValidationException", ssm.create_maintenance_window, **create | {"Schedule": "daily", "ClientToken": "o"})
    got = ssm.get_maintenance_window(WindowId=made)
    same((got["Enabled"], type(got["CreatedDate"])), (True, datetime.datetime))
    same(bool(re.match(r"\d{4}-\d\d-\d\dT03:00", got["NextExecutionTime"])), True, got["NextExecutionTime"])
    changed = ssm.update_maintenance_window(WindowId=made, Description="Patching", StartDate="2027-01-01T00:00:00Z")
    same((changed["Description"], changed["ScheduleTimezone"]), ("Patching", "Europe/Berlin"))
    whole = {name: create[name] for name in ("Name", "Schedule", "Duration", "Cutoff", "AllowUnassociatedTargets")}
    replaced = ssm.update_maintenance_window(WindowId=made, Replace=True, **whole)
    same([name in replaced for name in ("Description", "StartDate", "ScheduleTimezone")], [False] * 3)
    same(ssm.list_tags_for_resource(ResourceType="MaintenanceWindow", ResourceId=made)["TagList"], create["Tags"])
    named = [{"Key": "Name", "Values": ["sunday"]}]
    same([one["WindowId"] for one in listed(ssm, "describe_maintenance_windows", "WindowIdentities", Filters=named)], [made])
    runs = ssm.describe_maintenance_window_schedule(WindowId=made, MaxResults=3)["ScheduledWindowExecutions"]
    same([run["WindowId"] for run in runs], [made] * 3)
    return {"WindowId": made}


def targets(on):
    web = [{"Key": "tag:Role", "Values": ["web"]}]
    register = dict(on, ResourceType="INSTANCE", Targets=web, ClientToken=str(uuid.uuid4()))
    made = ssm.register_target_with_maintenance_window(**register)["WindowTargetId"]
    same(ssm.register_target_with_maintenance_window(**register)["WindowTargetId"], made)
    refused("DoesNotExistException", ssm.register_target_with_maintenance_window,
            **register | {"WindowId": "mw-00000000000000000", "ClientToken": "other"})
    changed = ssm.update_maintenance_window_target(**on, WindowTargetId=made, Name="web", OwnerInformation="shop")
    same((changed["Name"], changed["Targets"]), ("web", web))
    found = listed(ssm, "describe_maintenance_window_targets", "Targets", **on)
    same([(one["WindowTargetId"], one["OwnerInformation"]) for one in found], [(made, "shop")])
    of = dict(ResourceType="INSTANCE", Targets=web)
    same([one["WindowId"] for one in listed(ssm, "describe_maintenance_windows_for_target", "WindowIdentities", **of)],
         [on["WindowId"]])
    return made


def tasks(on, target):
    register = dict(
        on,
        TaskType="RUN_COMMAND",
        TaskArn="AWS-RunPatchBaseline",
        Targets=[{"Key": "WindowTargetIds", "Values": [target]}],
        MaxConcurrency="50%",
        MaxErrors="25%",
        Priority=1,
        TaskInvocationParameters={"RunCommand": {"Parameters": {"Operation": ["Scan"]}, "TimeoutSeconds": 600}},
        ClientToken=str(uuid.uuid4()),
    )
    made = ssm.register_task_with_maintenance_window(**register)["WindowTaskId"]
    same(ssm.register_task_with_maintenance_window(**register)["WindowTaskId"], made)
    untargeted = {name: value for name, value in register.items() if name not in ("Targets", "ClientToken")}
    refused("ValidationException", ssm.register_task_with_maintenance_window, **untargeted)
    this = dict(on, WindowTaskId=made)
    own = {"RunCommand": {"Parameters": {"Operation": ["Install"]}}}
    ssm.update_maintenance_window_task(**this, TaskInvocationParameters=own, CutoffBehavior="CANCEL_TASK")
    got = ssm.get_maintenance_window_task(**this)
    same((got["TaskType"], got["CutoffBehavior"], got["TaskParameters"]), ("RUN_COMMAND", "CANCEL_TASK", {}))
    same(got["TaskInvocationParameters"]["RunCommand"]["Parameters"], {"Operation": ["Install"]})
    payload = {"Lambda": {"Payload": b'{"deep": true}', "Qualifier": "live"}}
    function = dict(on, TaskType="LAMBDA", TaskArn="arn:aws:lambda:eu-central-1:123456789012:function:clean")
    other = ssm.register_task_with_maintenance_window(**function, TaskInvocationParameters=payload)["WindowTaskId"]
    same(ssm.get_maintenance_window_task(**on, WindowTaskId=other)["TaskInvocationParameters"], payload)
    found = listed(ssm, "describe_maintenance_window_tasks", "Tasks", **on)
    same(sorted(one["Type"] for one in found), ["LAMBDA", "RUN_COMMAND"])
    used = dict(on, WindowTargetId=target)
    refused("TargetInUseException", ssm.deregister_target_from_maintenance_window, **used, Safe=True)
    ssm.deregister_task_from_maintenance_window(**this)
    refused("DoesNotExistException", ssm.get_maintenance_window_task, **this)
    ssm.deregister_target_from_maintenance_window(**used, Safe=True)
    refused("DoesNotExistException", ssm.deregister_target_from_maintenance_window, **used)


def executions(on):
    """Nothing runs here: lists are empty, and a single one does not exist."""
    same(listed(ssm, "describe_maintenance_window_executions", "WindowExecutions", **on), [])
    run = {"WindowExecutionId": NONE}
    task = run | {"TaskId": NONE}
    gone = "DoesNotExistException"
    refused(gone, ssm.describe_maintenance_window_execution_tasks, **run)
    refused(gone, ssm.describe_maintenance_window_execution_task_invocations, **task)
    refused(gone, ssm.get_maintenance_window_execution, **run)
    refused(gone, ssm.get_maintenance_window_execution_task, **task)
    refused(gone, ssm.get_maintenance_window_execution_task_invocation, **task, InvocationId=NONE)
    refused(gone, ssm.cancel_maintenance_window_execution, **run)


def deletion(on):
    same(ssm.delete_maintenance_window(**on)["WindowId"], on["WindowId"])
    refused("DoesNotExistException", ssm.get_maintenance_window, **on)
    refused("DoesNotExistException", ssm.describe_maintenance_window_tasks, **on)
    same(tagging.get_resources(ResourceTypeFilters=["ssm:maintenancewindow"])["ResourceTagMappingList"], [])


def calendar(kind, begins, ends):
    lines = ["BEGIN:VCALENDAR", "PRODID:-//AWS//Change Calendar 1.0//EN", "VERSION:2.0", f"X-CALENDAR-TYPE:{kind}",
             "BEGIN:VEVENT", "DTSTAMP:20270101T000000Z", "UID:1", "SUMMARY:x", f"DTSTART:{begins}", f"DTEND:{ends}",
             "END:VEVENT", "END:VCALENDAR"]
    return "\r\n".join(lines)


def calendars():
    make = dict(DocumentType="ChangeCalendar", DocumentFormat="TEXT")
    ssm.create_document(Name="freeze", Content=calendar("DEFAULT_OPEN", "20271126T000000Z", "20271129T000000Z"), **make)
    ssm.create_document(Name="duty", Content=calendar("DEFAULT_CLOSED", "20271101T000000Z", "20271201T000000Z"), **make)

    def state(at, *names):
        found = ssm.get_calendar_state(CalendarNames=list(names), AtTime=at)
        return found["State"], found.get("NextTransitionTime")

    same(state("2027-11-01T00:00:00Z", "freeze"), ("OPEN", "2027-11-26T00:00:00Z"))
    same(state("2027-11-27T00:00:00Z", "freeze", "duty"), ("CLOSED", "2027-11-29T00:00:00Z"))
    same(state("2027-12-02T00:00:00Z", "duty"), ("CLOSED", None))
    refused("InvalidDocument", ssm.get_calendar_state, CalendarNames=["nowhere"])
    refused("InvalidDocumentType", ssm.get_calendar_state, CalendarNames=["AWS-RunShellScript"])
    ssm.delete_document(Name="freeze")
    ssm.delete_document(Name="duty")


window = windows()
tasks(window, targets(window))
executions(window)
deletion(window)
calendars()
