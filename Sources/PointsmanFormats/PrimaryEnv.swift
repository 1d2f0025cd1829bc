package import PointsmanCore

/// The file `primary.env`: it names the primary for an app that reads it with its shell (`. primary.env`) or with
/// systemd's `EnvironmentFile=` (systemd.exec(5)).
package struct PrimaryEnv: Equatable, Sendable {
    /// Nil if it isn't known; the line then has an empty value, so that an older value does not remain.
    package let region: Region?
    package let member: MemberID?
    package let timeline: Timeline?

    package init(region: Region?, member: MemberID?, timeline: Timeline?) {
        self.region = region
        self.member = member
        self.timeline = timeline
    }

    package var text: String {
        """
        PRIMARY_REGION=\(ShellWord.quoted(region?.description ?? ""))
        PRIMARY_MEMBER=\(ShellWord.quoted(member?.description ?? ""))
        TIMELINE=\(ShellWord.quoted(timeline?.description ?? ""))

        """
    }
}
