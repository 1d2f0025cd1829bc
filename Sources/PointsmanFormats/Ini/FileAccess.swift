/// Who may do what with a file: its permission bits, and what they mean where it lies.
package struct FileAccess: Equatable, Sendable, ExpressibleByIntegerLiteral {
    /// `0o600`.
    package var bits: UInt32
    /// Whether it is root's.
    package var isRoots: Bool
    /// Whether it lies in a volume of its own, as the secrets of Kubernetes, Docker and systemd do.
    package var isMounted: Bool
    /// Whether somebody besides root and us may put another file in its place.
    package var isReplaceable: Bool

    package init(bits: UInt32, isRoots: Bool = false, isMounted: Bool = false, isReplaceable: Bool = false) {
        self.bits = bits
        self.isRoots = isRoots
        self.isMounted = isMounted
        self.isReplaceable = isReplaceable
    }

    /// A file of our own.
    package init(integerLiteral bits: UInt32) {
        self.init(bits: bits)
    }

    /// Why it can't hold a secret, as the end of a sentence with what would be right; nil where it can.
    ///
    /// Others may never write to it. Its group may read what is root's, as libpq has it for private keys (PostgreSQL manual,
    /// 34.19.2): so a secret gets to a user that is not root (`fsGroup` of Kubernetes, the credentials of systemd). Everybody
    /// may read what is root's and can be written by no one (0444), or lies in a volume of its own, which only they see who
    /// were given it: nobody but root could change that anyway.
    /// - Parameter open: bits that are no matter besides.
    package func complaint(about file: String, open: UInt32 = 0) -> String? {
        let name = printable(file)
        if bits & 0o022 != 0 { return "others may write to \(name): chmod 0600 is needed, or 0440 where it is root's" }
        if bits & 0o077 & ~open == 0 { return nil }
        guard isRoots else {
            return "others may read \(name): chmod 0600 is needed, or that it is root's and of mode 0440"
        }
        guard !isReplaceable else {
            return "others may replace \(name), whose folder they may write to: let that be root's alone"
        }
        if bits & 0o004 == 0 || bits & 0o222 == 0 || isMounted { return nil }
        return "others may read \(name): chmod 0600 is needed, or 0440 for the group of Pointsman's user"
    }

    /// Whether every user of the machine, or of the container, may read it.
    package var isReadByAll: Bool { bits & 0o004 != 0 }
}
