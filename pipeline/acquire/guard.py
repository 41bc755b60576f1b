"""Host names are resolved here and nowhere else: a host with one address that is not public is not connected to.

The connection is made to the very address that was looked at, so a name that is resolved a second time to another one
(DNS rebinding) gains nothing. Numbers in other spellings (2130706433, 0x7f.1, 127.1) are resolved by the system
first, and looked at as what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from pipeline.acquire.address import is_public


@implementer(IResolutionReceiver)
class _Collected:
    """Holds the addresses back until all are known."""

    def __init__(self, guard: Guard, host: str, receiver: Any) -> None:
        self.guard, self.host, self.receiver = guard, host, receiver
        self.addresses: list[Any] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        private = sorted({one.host for one in self.addresses if not is_public(one.host)})
        if private and not self.guard.allow_private:
            self.guard.refused[self.host] = ", ".join(private)
        else:
            for address in self.addresses:
                self.receiver.addressResolved(address)
        self.receiver.resolutionComplete()


@implementer(IHostnameResolver)
class Guard:
    """``refused``: hosts that were not connected to, with the addresses that are not public."""

    def __init__(self, resolver: Any, allow_private: bool) -> None:
        self.allow_private = allow_private
        self.refused: dict[str, str] = {}
        self._resolver = resolver

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        collected: Any = _Collected(self, hostName, resolutionReceiver)
        begun: IHostResolution = self._resolver.resolveHostName(
            collected, hostName, portNumber, addressTypes, transportSemantics
        )
        return begun
