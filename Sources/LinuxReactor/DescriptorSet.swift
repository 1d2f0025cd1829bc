import CLinux

/// Several descriptors that are waited for as one: an epoll set is itself a descriptor, which is readable while one of
/// its members is ready (epoll(7)).
package struct DescriptorSet: ~Copyable, Sendable {
    private let epoll: Descriptor

    package init() throws(SystemError) {
        let number = clinux_epoll_create()
        guard number >= 0 else { throw SystemError(call: "epoll_create1", code: -number) }
        epoll = Descriptor(number)
    }

    /// The descriptor for a ``Waiter`` to wait on, for reading.
    package var number: Int32 { epoll.number }

    /// Adds `descriptor`, which still belongs to its owner, and is reported once.
    package func add(_ descriptor: Int32, for interest: Interest) throws(SystemError) {
        let status = clinux_epoll_add(epoll.number, descriptor, interest.bits, UInt64(UInt32(bitPattern: descriptor)))
        guard status == 0 else { throw SystemError(call: "epoll_ctl", code: -status) }
    }

    /// The descriptors that are ready now; does not wait.
    package func ready() -> [Int32] {
        var tokens = [UInt64](repeating: 0, count: 64)
        let count = clinux_epoll_wait(epoll.number, &tokens, Int32(tokens.count), 0)
        return tokens.prefix(max(0, Int(count))).map { Int32(truncatingIfNeeded: $0) }
    }
}
