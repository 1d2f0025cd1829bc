/// The access to a file: its permission bits, and whether others can replace it at its place.
package struct FileAccess: Equatable, Sendable, ExpressibleByIntegerLiteral {
    /// The permission bits, such as `0o600`.
    package var bits: UInt32
    /// Whether it belongs to root.
    package var isRoots: Bool
    /// Whether it lies in a volume of its own, as the secrets of Kubernetes, Docker and systemd do.
    package var isMounted: Bool
    /// Whether a user other than root and the agent's may replace it.
    package var isReplaceable: Bool

    package init(bits: UInt32, isRoots: Bool = false, isMounted: Bool = false, isReplaceable: Bool = false) {
        self.bits = bits
        self.isRoots = isRoots
        self.isMounted = isMounted
        self.isReplaceable = isReplaceable
    }

    /// The access to a file of the agent's own user.
    package init(integerLiteral bits: UInt32) {
        self.init(bits: bits)
    }

    /// Why the file can't hold a secret, as the end of a sentence with what would be right; nil if it can.
    ///
    /// Others may never write to it. Its group may read it if it belongs to root, as libpq allows for private keys
    /// (PostgreSQL manual, 34.19.2): in this way a user other than root gets a secret (`fsGroup` of Kubernetes, the
    /// credentials of systemd). Every user may read it if it belongs to root and is not writable (0444), or if it lies
    /// in a volume of its own, which only those see that it was given to: only root could change that anyway.
    /// - Parameter open: further bits that are allowed.
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
