/// The place of a lab's servers and DNS.
package enum LabPlace: Sendable, Equatable {
    case loopback
    /// In network namespaces, as regions.
    /// - Parameter delayMilliseconds: how long a packet takes between the first region and each other one.
    case regions(delayMilliseconds: Int = 0)

    /// The delay; nil without regions.
    var delayMilliseconds: Int? {
        if case .regions(let delay) = self { delay } else { nil }
    }
}
