//! AWS's own baselines, by name. Their ids differ from region to region, their names do not.

use crate::kinds::patch_baseline::OperatingSystem;

const PREDEFINED: &[(&str, OperatingSystem)] = &[
    ("AWS-AlmaLinuxDefaultPatchBaseline", OperatingSystem::AlmaLinux),
    ("AWS-AmazonLinux2022DefaultPatchBaseline", OperatingSystem::AmazonLinux2022),
    ("AWS-AmazonLinux2023DefaultPatchBaseline", OperatingSystem::AmazonLinux2023),
    ("AWS-AmazonLinux2DefaultPatchBaseline", OperatingSystem::AmazonLinux2),
    ("AWS-AmazonLinuxDefaultPatchBaseline", OperatingSystem::AmazonLinux),
    ("AWS-CentOSDefaultPatchBaseline", OperatingSystem::CentOs),
    ("AWS-DebianDefaultPatchBaseline", OperatingSystem::Debian),
    ("AWS-DefaultPatchBaseline", OperatingSystem::Windows),
    ("AWS-DefaultRaspbianPatchBaseline", OperatingSystem::Raspbian),
    ("AWS-MacOSDefaultPatchBaseline", OperatingSystem::MacOs),
    ("AWS-OracleLinuxDefaultPatchBaseline", OperatingSystem::OracleLinux),
    ("AWS-RedHatDefaultPatchBaseline", OperatingSystem::RedHat),
    ("AWS-RockyLinuxDefaultPatchBaseline", OperatingSystem::RockyLinux),
    ("AWS-SuseDefaultPatchBaseline", OperatingSystem::Suse),
    ("AWS-UbuntuDefaultPatchBaseline", OperatingSystem::Ubuntu),
    ("AWS-WindowsPredefinedPatchBaseline-OS", OperatingSystem::Windows),
    ("AWS-WindowsPredefinedPatchBaseline-OS-Applications", OperatingSystem::Windows),
];

/// Whether a name can only be one of AWS's own.
pub fn is_predefined_name(name: &str) -> bool {
    name.starts_with("AWS-")
}

/// The operating system of one of AWS's own, by its name.
pub fn system_of_predefined(name: &str) -> Option<OperatingSystem> {
    PREDEFINED.iter().find(|(known, _)| *known == name).map(|(_, system)| *system)
}

/// The names of AWS's own.
pub fn predefined_names() -> impl Iterator<Item = &'static str> {
    PREDEFINED.iter().map(|(name, _)| *name)
}
