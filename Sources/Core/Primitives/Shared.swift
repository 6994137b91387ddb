// This source file is part of the Outpace project. License: see LICENSE.

/// A value that never changes, held by reference: however large it is, whoever holds it grows by a
/// pointer, and a copy of the holder counts one reference.
///
/// For parameters, which every layer holds and none of them changes.
@propertyWrapper
public struct Shared<Value: Sendable>: Sendable {
    @usableFromInline
    final class Storage: Sendable {
        @usableFromInline
        let value: Value

        @usableFromInline
        init(_ value: Value) { self.value = value }
    }

    @usableFromInline
    let storage: Storage

    /// Holds a value.
    @inlinable
    public init(wrappedValue: Value) { storage = Storage(wrappedValue) }

    /// The value.
    @inlinable
    public var wrappedValue: Value {
        @inline(__always) get { storage.value }
    }
}
