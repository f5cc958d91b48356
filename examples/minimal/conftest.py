import os

os.environ["PACT_DO_NOT_TRACK"] = "true"
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
