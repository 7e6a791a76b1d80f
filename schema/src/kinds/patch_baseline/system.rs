//! Operating systems, and what their patches have in common.

use crate::shape::Shape;

/// An operating system that Patch Manager knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum OperatingSystem {
    /// Windows Server.
    #[shape(word = "WINDOWS")]
    Windows,
    /// The first Amazon Linux.
    #[shape(word = "AMAZON_LINUX")]
    AmazonLinux,
    /// Amazon Linux 2.
    #[shape(word = "AMAZON_LINUX_2")]
    AmazonLinux2,
    /// Amazon Linux 2022.
    #[shape(word = "AMAZON_LINUX_2022")]
    AmazonLinux2022,
    /// Amazon Linux 2023.
    #[shape(word = "AMAZON_LINUX_2023")]
    AmazonLinux2023,
    /// Ubuntu Server.
    #[shape(word = "UBUNTU")]
    Ubuntu,
    /// Red Hat Enterprise Linux.
    #[shape(word = "REDHAT_ENTERPRISE_LINUX")]
    RedHat,
    /// SUSE Linux Enterprise Server.
    #[shape(word = "SUSE")]
    Suse,
    /// CentOS and CentOS Stream.
    #[shape(word = "CENTOS")]
    CentOs,
    /// Oracle Linux.
    #[shape(word = "ORACLE_LINUX")]
    OracleLinux,
    /// Debian Server.
    #[shape(word = "DEBIAN")]
    Debian,
    /// macOS.
    #[shape(word = "MACOS")]
    MacOs,
    /// Raspberry Pi OS.
    #[shape(word = "RASPBIAN")]
    Raspbian,
    /// Rocky Linux.
    #[shape(word = "ROCKY_LINUX")]
    RockyLinux,
    /// AlmaLinux.
    #[shape(word = "ALMA_LINUX")]
    AlmaLinux,
}

/// Operating systems whose patches are described alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Windows.
    Windows,
    /// Amazon's Linuxes: yum or dnf, and Amazon's own words for severity.
    Amazon,
    /// Red Hat and what is built from it: yum or dnf.
    RedHat,
    /// SUSE: zypper.
    Suse,
    /// Debian and what is built from it: apt. Its packages come without release dates.
    Debian,
    /// macOS.
    MacOs,
}

impl OperatingSystem {
    /// Its family.
    pub fn family(self) -> Family {
        match self {
            Self::Windows => Family::Windows,
            Self::AmazonLinux | Self::AmazonLinux2 | Self::AmazonLinux2022 | Self::AmazonLinux2023 => {
                Family::Amazon
            }
            Self::RedHat | Self::CentOs | Self::OracleLinux | Self::RockyLinux | Self::AlmaLinux => {
                Family::RedHat
            }
            Self::Suse => Family::Suse,
            Self::Ubuntu | Self::Debian | Self::Raspbian => Family::Debian,
            Self::MacOs => Family::MacOs,
        }
    }
}

impl Family {
    /// Whether it is a Linux.
    pub fn is_linux(self) -> bool {
        match self {
            Self::Amazon | Self::RedHat | Self::Suse | Self::Debian => true,
            Self::Windows | Self::MacOs => false,
        }
    }
}
