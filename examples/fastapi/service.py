"""Users, in FastAPI and asynchronous SQLAlchemy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Header, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    admin: Mapped[bool] = mapped_column(default=False)
    created_on: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


class NewUser(BaseModel):
    name: str = Field(min_length=1)


class Changes(BaseModel):
    name: str | None = Field(None, min_length=1)
    admin: bool | None = None


def create_app(database: str, admin_token: str | None = None) -> FastAPI:
    """The service on *database* (a URL of SQLAlchemy's); *admin_token* lets somebody make administrators."""
    engine = create_async_engine(database)
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)
    app.state.sessions, app.state.admin_token = sessions, admin_token

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        return JSONResponse({"detail": f"{first['loc'][-1]}: {first['msg']}"}, 400)

    @app.get("/users/{user_id}")
    async def get(user_id: int) -> dict[str, Any]:
        async with sessions() as session:
            return as_json(await find(session, user_id))

    @app.post("/users/", status_code=201)
    async def create(new: NewUser) -> dict[str, Any]:
        async with sessions.begin() as session:
            user = User(name=new.name)
            session.add(user)
            await session.flush()
            return as_json(user)

    @app.patch("/users/{user_id}")
    async def change(user_id: int, changes: Changes, authorization: str = Header("")) -> dict[str, Any]:
        if changes.admin is not None:
            if not app.state.admin_token:
                raise HTTPException(403, "nobody can make administrators here")
            if authorization != f"Bearer {app.state.admin_token}":
                raise HTTPException(401, "this needs the admin token")
        async with sessions.begin() as session:
            user = await find(session, user_id)
            user.name = changes.name or user.name
            user.admin = user.admin if changes.admin is None else changes.admin
            return as_json(user)

    @app.delete("/users/{user_id}", status_code=204)
    async def delete(user_id: int) -> None:
        async with sessions.begin() as session:
            await session.delete(await find(session, user_id))

    return app


async def find(session: AsyncSession, user_id: int) -> User:
    user = await session.get(User, user_id)
    if user is None:
        raise HTTPException(404, f"there is no user {user_id}")
    return user


def as_json(user: User) -> dict[str, Any]:
    created_on = user.created_on.replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%S%z")  # SQLite forgets the zone
    return {"id": user.id, "name": user.name, "admin": user.admin, "created_on": created_on}
