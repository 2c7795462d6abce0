from __future__ import annotations

from . import models


def test_the_base_means_any_of_its_children() -> None:
    garage = models.Garage.from_dict({"vehicles": [{"kind": "car", "wheels": 4, "doors": 3}, {"kind": "bike", "wheels": 2}]})
    car, bike = garage.vehicles
    assert isinstance(car, models.Car)
    assert car.doors == 3
    assert isinstance(bike, models.Bike)
    assert not isinstance(car, models.Bike)
