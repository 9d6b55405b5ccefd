"""Weather stations on boto3: the resource and the client, against the server at the given URL.

Usage: python3 program.py http://127.0.0.1:8000

Credentials and region come from the environment, as they do for any program of boto3. Prints the Test Anything
Protocol; exits with 1 if a test fails.
"""

import os
import sys
import unittest
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

URL = sys.argv[1]
WAIT = {"Delay": 1, "MaxAttempts": 5}
CONFIG = Config(retries={"total_max_attempts": 1})
CLIENT = boto3.client("dynamodb", endpoint_url=URL, config=CONFIG)
RESOURCE = boto3.resource("dynamodb", endpoint_url=URL, config=CONFIG)


def create(name):
    """A table of readings by station and minute."""
    table = RESOURCE.create_table(
        TableName=name,
        AttributeDefinitions=[
            {"AttributeName": "station", "AttributeType": "S"},
            {"AttributeName": "minute", "AttributeType": "N"},
        ],
        KeySchema=[
            {"AttributeName": "station", "KeyType": "HASH"},
            {"AttributeName": "minute", "KeyType": "RANGE"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    return table


class Weather(unittest.TestCase):
    def setUp(self):
        self.table = create(f"Readings-{self._testMethodName}")

    def tearDown(self):
        self.table.delete()
        self.table.wait_until_not_exists()

    def test_tables(self):
        """Tables are listed, described, changed and waited for."""
        self.table.load()
        self.assertEqual(self.table.table_status, "ACTIVE")
        self.assertEqual(self.table.item_count, 0)
        self.assertEqual(self.table.billing_mode_summary["BillingMode"], "PAY_PER_REQUEST")
        age = datetime.now(timezone.utc) - self.table.creation_date_time
        self.assertLess(abs(age), timedelta(minutes=1))
        others = [create(f"Other-{index}") for index in range(3)]
        pages = list(CLIENT.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 2}))
        self.assertEqual([len(page["TableNames"]) for page in pages], [2, 2])
        names = sorted(table.name for table in RESOURCE.tables.all())
        self.assertEqual(names, sorted([self.table.name, *(other.name for other in others)]))

        self.table.update(
            BillingMode="PROVISIONED",
            ProvisionedThroughput={"ReadCapacityUnits": 3, "WriteCapacityUnits": 4},
        )
        CLIENT.get_waiter("table_exists").wait(TableName=self.table.name, WaiterConfig=WAIT)
        self.table.reload()
        self.assertEqual(self.table.provisioned_throughput["WriteCapacityUnits"], 4)
        arn = self.table.table_arn
        CLIENT.tag_resource(ResourceArn=arn, Tags=[{"Key": "sea", "Value": "north"}])
        tags = CLIENT.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn)
        self.assertEqual([page["Tags"] for page in tags], [[{"Key": "sea", "Value": "north"}]])
        self.assertEqual(CLIENT.describe_table(TableName=arn)["Table"]["TableArn"], arn)

        for other in others:
            other.delete()
            CLIENT.get_waiter("table_not_exists").wait(TableName=other.name, WaiterConfig=WAIT)
        with self.assertRaises(WaiterError):
            CLIENT.get_waiter("table_exists").wait(
                TableName=others[0].name, WaiterConfig={"Delay": 0, "MaxAttempts": 2}
            )

    def test_values(self):
        """Values of all kinds come back as they were."""
        item = {
            "station": "Łódź ☂",
            "minute": Decimal("-12345678901234567890.123456789012345678"),
            "tiny": Decimal("1E-130"),
            "huge": Decimal("99999999999999999999999999999999999999"),
            "picture": Binary(bytes(range(256))),
            "winds": {"N", "NE"},
            "gusts": {Decimal("1.5"), Decimal("20")},
            "frames": {Binary(b"\x00"), Binary(b"\xff")},
            "log": [{"at": Decimal(1), "text": ""}, None, [True, False]],
            "__proto__": {"constructor": "x"},
        }
        self.table.put_item(Item=item)
        key = {"station": item["station"], "minute": item["minute"]}
        got = self.table.get_item(Key=key, ConsistentRead=True, ReturnConsumedCapacity="TOTAL")
        self.assertEqual(got["Item"], item)
        self.assertEqual(got["ConsumedCapacity"]["CapacityUnits"], 1.0)
        self.assertEqual(got["ResponseMetadata"]["HTTPStatusCode"], 200)
        self.assertEqual(got["ResponseMetadata"]["RetryAttempts"], 0)

        serialize, deserialize = TypeSerializer().serialize, TypeDeserializer().deserialize
        wire = CLIENT.get_item(
            TableName=self.table.name,
            Key={name: serialize(value) for name, value in key.items()},
            ProjectionExpression="picture, huge, #log[2][0]",
            ExpressionAttributeNames={"#log": "log"},
        )["Item"]
        self.assertEqual(wire["picture"], {"B": bytes(range(256))})
        self.assertEqual(deserialize(wire["huge"]), item["huge"])
        self.assertEqual(wire["log"], {"L": [{"L": [{"BOOL": True}]}]})
        self.assertNotIn("Item", self.table.get_item(Key={**key, "minute": Decimal(0)}))

    def test_conditions(self):
        """Conditional writes, and the classes of what is refused."""
        key = {"station": "pier", "minute": 1}
        self.table.put_item(
            Item={**key, "wind": 3, "gusts": {1, 2}}, ConditionExpression=Attr("station").not_exists()
        )
        with self.assertRaises(CLIENT.exceptions.ConditionalCheckFailedException) as refused:
            self.table.put_item(Item=key, ConditionExpression=Attr("station").not_exists())
        self.assertEqual(
            refused.exception.response["Error"],
            {
                "Code": "ConditionalCheckFailedException",
                "Message": "The conditional request failed",
            },
        )
        changed = self.table.update_item(
            Key=key,
            UpdateExpression="SET wind = wind + :gain, calm = :no REMOVE absent ADD gusts :more",
            ConditionExpression=Attr("wind").between(1, 5) & ~Attr("gusts").contains(9),
            ExpressionAttributeValues={":gain": Decimal("0.1"), ":no": False, ":more": {7}},
            ReturnValues="UPDATED_NEW",
        )
        self.assertEqual(
            changed["Attributes"], {"wind": Decimal("3.1"), "calm": False, "gusts": {1, 2, 7}}
        )
        old = self.table.delete_item(
            Key=key, ConditionExpression=Attr("wind").gt(3), ReturnValues="ALL_OLD"
        )
        self.assertEqual(old["Attributes"]["wind"], Decimal("3.1"))
        with self.assertRaises(CLIENT.exceptions.ResourceNotFoundException):
            RESOURCE.Table("Nowhere").get_item(Key=key)
        with self.assertRaises(CLIENT.exceptions.ResourceInUseException):
            create(self.table.name)
        with self.assertRaises(ClientError) as wrong:
            self.table.get_item(Key={"station": "pier"})
        self.assertEqual(
            wrong.exception.response["Error"],
            {
                "Code": "ValidationException",
                "Message": "The provided key element does not match the schema",
            },
        )

    def test_reads(self):
        """Batches, paginators, and pages by hand."""
        with self.table.batch_writer(overwrite_by_pkeys=["station", "minute"]) as batch:
            for minute in range(60):
                batch.put_item(Item={"station": "pier", "minute": minute, "wind": minute % 6})
                batch.put_item(Item={"station": "pier", "minute": minute, "wind": minute % 4})
            batch.delete_item(Key={"station": "pier", "minute": 59})

        pages = CLIENT.get_paginator("query").paginate(
            TableName=self.table.name,
            KeyConditionExpression="station = :station AND #minute >= :first",
            ExpressionAttributeNames={"#minute": "minute"},
            ExpressionAttributeValues={":station": {"S": "pier"}, ":first": {"N": "10"}},
            ScanIndexForward=False,
            PaginationConfig={"PageSize": 20, "MaxItems": 45},
        )
        full = pages.build_full_result()
        self.assertEqual(
            [int(item["minute"]["N"]) for item in full["Items"]], list(range(58, 13, -1))
        )
        self.assertIn("NextToken", full)

        found, start = [], {}
        while True:
            page = self.table.query(
                KeyConditionExpression=Key("station").eq("pier") & Key("minute").lt(30),
                FilterExpression=Attr("wind").is_in([1, 2]),
                ProjectionExpression="#m",
                ExpressionAttributeNames={"#m": "minute"},
                Limit=7,
                **start,
            )
            found += [int(item["minute"]) for item in page["Items"]]
            if "LastEvaluatedKey" not in page:
                break
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
        self.assertEqual(found, [minute for minute in range(30) if minute % 4 in (1, 2)])

        segments = [
            self.table.scan(Segment=segment, TotalSegments=3, Select="COUNT")["Count"]
            for segment in range(3)
        ]
        self.assertEqual(sum(segments), 59)
        keys = [{"station": "pier", "minute": minute} for minute in (3, 59, 58)]
        got = RESOURCE.batch_get_item(RequestItems={self.table.name: {"Keys": keys}})
        minutes = [int(item["minute"]) for item in got["Responses"][self.table.name]]
        self.assertEqual(sorted(minutes), [3, 58])
        self.assertEqual(got["UnprocessedKeys"], {})

    def test_transactions(self):
        """Transactions are whole, and repeated by their tokens."""
        name = self.table.name
        key = {"station": {"S": "pier"}, "minute": {"N": "1"}}
        other = {"station": {"S": "dune"}, "minute": {"N": "1"}}
        write = {
            "ClientRequestToken": "first",
            "TransactItems": [
                {
                    "Put": {
                        "TableName": name,
                        "Item": {**key, "wind": {"N": "4"}},
                        "ConditionExpression": "attribute_not_exists(station)",
                    }
                },
                {
                    "Update": {
                        "TableName": name,
                        "Key": other,
                        "UpdateExpression": "ADD readings :one",
                        "ExpressionAttributeValues": {":one": {"N": "1"}},
                    }
                },
            ],
        }
        CLIENT.transact_write_items(**write)
        CLIENT.transact_write_items(**write)
        with self.assertRaises(CLIENT.exceptions.TransactionCanceledException) as refused:
            CLIENT.transact_write_items(**{**write, "ClientRequestToken": "second"})
        self.assertEqual(
            refused.exception.response["CancellationReasons"],
            [
                {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"},
                {"Code": "None"},
            ],
        )
        with self.assertRaises(CLIENT.exceptions.IdempotentParameterMismatchException):
            CLIENT.transact_write_items(
                ClientRequestToken="first", TransactItems=write["TransactItems"][:1]
            )
        got = CLIENT.transact_get_items(
            TransactItems=[{"Get": {"TableName": name, "Key": each}} for each in (key, other)]
        )
        self.assertEqual(
            [response["Item"] for response in got["Responses"]],
            [{**key, "wind": {"N": "4"}}, {**other, "readings": {"N": "1"}}],
        )

    def test_identity(self):
        """Regions have tables of their own, and a wrong secret is refused."""
        far = boto3.client("dynamodb", endpoint_url=URL, config=CONFIG, region_name="eu-west-1")
        self.assertEqual(far.list_tables()["TableNames"], [])
        wrong = boto3.client(
            "dynamodb",
            endpoint_url=URL,
            config=CONFIG,
            aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key="wrong",
        )
        with self.assertRaises(ClientError) as refused:
            wrong.list_tables()
        self.assertEqual(refused.exception.response["Error"]["Code"], "InvalidSignatureException")


class TapResult(unittest.TestResult):
    """Prints a line for each test."""

    def line(self, test, passed, details=""):
        for detail in details.splitlines():
            print(f"# {detail}")
        print(f"{'ok' if passed else 'not ok'} {self.testsRun} - boto3: {test.shortDescription()}")

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line(test, True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line(test, False, self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.line(test, False, self.errors[-1][1])


suite = unittest.defaultTestLoader.loadTestsFromTestCase(Weather)
print(f"1..{suite.countTestCases()}")
sys.exit(0 if suite.run(TapResult()).wasSuccessful() else 1)
